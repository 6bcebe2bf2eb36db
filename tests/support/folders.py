"""Working folders of tests, removed when these end."""

import os
import tempfile
import unittest


class WithFolder(unittest.TestCase):
    """An empty folder for each test."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def path(self, name):
        return os.path.join(self.folder, name)


class WithOneFolder(unittest.TestCase):
    """One folder for all tests of the class."""

    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.folder = holder.name

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)
