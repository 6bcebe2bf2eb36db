"""Public functions: each function, method and constructor that a header of the libraries declares is called by name in
a C++ or C test.

    tests/house/called_test.py [SOURCE]        needs Python 3 and nothing else

It reads tokens, not C++. What it leaves out: private and protected members, namespaces `detail` and those without a
name, destructors, operators, `= default`, `= delete`, macros, and FOLDERS_LEFT_OUT and EXCEPTIONS below.

What it cannot see:
- Overloads and members of several classes that share a name count as one: a test of one of them is enough.
- Whether a test checks the result of the call. A reader has to.
- Which object a call belongs to: `x.size()` of a std::vector is a call of each of our functions `size`. What a test
  file declares itself (a helper of the same name) counts only if it is called as a member or with a namespace.
- Functions that run only inside others, through a pointer or in a child process.
A function passed to an algorithm counts if it is written with its namespace or an `&`. A member that is read, such as
`x.name`, and a parameter, such as `Type const& name`, do not count.
"""
import os
import re
import sys
import tempfile
import unittest

ROOT = os.environ.get("JETSEQ_SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
LIBRARIES = "core event data models infer select train evaluate report fit simulate workflow".split()
TESTS = (".cpp", ".c", ".hpp")

FOLDERS_LEFT_OUT = {
    "infer/kernels/": "bodies of the kernels, compiled once for each instruction set and reached through Kernel only",
    "train/fused/kernel": "bodies of the kernels, compiled once for each instruction set and reached through Kernel only",
    "train/cuda/": "device code: tested on a GPU",
}
EXCEPTIONS = {
    "core/json/json_parser.hpp:JsonParser": "fills a document that only JsonDocument's constructor can make",
    "core/json/json_parser.hpp:read_document": "fills a document that only JsonDocument's constructor can make",
    "models/networks/lstm_classifier.hpp:LstmClassifierImpl": "LibTorch's macro makes LstmClassifier of it, which is tested",
    "workflow/select/full_event_score.hpp:FullEventScore": "made by full_event_score()",
    "simulate/generator/hepmc_reader.hpp:HepmcReader": "made by event_source(), if HepMC3 is there",
    "train/ranks/ranks.hpp:gather_on_device": "needs several GPUs",
    "workflow/listener.hpp:note": "called by jobs; tests override it",
    "workflow/listener.hpp:warning": "called by jobs; tests override it",
    "train/torch/padded_steps.hpp:captures": "needs CUDA graphs",
}
"""header:name -> the reason why no test calls it."""

NOISE = re.compile(r"//[^\n]*|/\*.*?\*/|^[ \t]*#(?:[^\n\\]|\\.)*", re.S | re.M)
LITERAL = re.compile(r'R"(\w*)\(.*?\)\1"|"(?:[^"\\\n]|\\.)*"|(?<![0-9a-fA-F])\'(?:[^\'\\\n]|\\.)+\'', re.S)
TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.']*|::|->|\[\[|\]\]|\S")
WORD = re.compile(r"[A-Za-z_]\w*")
NOT_A_NAME = set("if for while switch return sizeof alignof alignas decltype noexcept throw catch operator requires "
                 "static_assert defined explicit constexpr new delete co_return assert __attribute__".split())


def tokens_of(text):
    text = LITERAL.sub(lambda literal: '""', NOISE.sub(" ", text))
    return TOKEN.findall(text)


def behind(tokens, place, opening, closing):
    """The place behind the bracket that closes the one at `place`."""
    depth = 0
    while place < len(tokens):
        depth += (tokens[place] == opening) - (tokens[place] == closing)
        place += 1
        if depth == 0:
            break
    return place


def without_template(statement):
    """The statement without `template <...>` and [[attributes]] at its beginning."""
    while statement[:1] == ["template"]:
        depth, place = 0, 1
        while place < len(statement):
            depth += (statement[place] == "<") - (statement[place] == ">")
            place += 1
            if depth == 0:
                break
        statement = statement[place:]
    while statement[:1] == ["[["]:
        statement = statement[statement.index("]]") + 1:]
    return statement


def declared(statement):
    """The name of the function that a statement declares, or None."""
    statement = without_template(statement)
    if not statement or statement[0] in ("using", "typedef", "friend", "static_assert", "extern_data"):
        return None
    if statement[-2:] in (["=", "default"], ["=", "delete"]):
        return None
    depth = 0
    for place, token in enumerate(statement):
        if token == "=" and depth == 0:
            return None
        if token in ("operator", "~"):
            return None
        if token == "(" and depth == 0:
            before = statement[place - 1] if place else ""
            if WORD.fullmatch(before) and before not in NOT_A_NAME and before != "void":
                is_macro = before.isupper() and "_" in before
                return None if is_macro else before
            if before in ("noexcept", "explicit", "alignas", "decltype", "requires"):
                depth += 1
                continue
            return None
        depth += (token in "(<[") - (token in ")>]")
    return None


class Reader:
    """Declarations of one file: (name, is a constructor) of what is public."""

    def __init__(self, text):
        self.tokens, self.place, self.found = tokens_of(text), 0, []
        self.scope(public=True, name=None)

    def scope(self, public, name):
        """Reads up to the closing brace. `name`: of the class, None for a namespace."""
        statement, is_public = [], public == "public" or public is True
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token == "}":
                return
            if token == ";":
                self.statement(statement, is_public, name)
                statement = []
            elif token == ":" and statement and statement[-1] in ("public", "private", "protected") and name:
                is_public = statement[-1] == "public"
                statement = []
            elif token == "(":
                end = behind(self.tokens, self.place - 1, "(", ")")
                statement += self.tokens[self.place - 1:end]
                self.place = end
            elif token == "{":
                statement = self.braces(statement, is_public, name)
            else:
                statement.append(token)

    def statement(self, statement, is_public, name):
        function = declared(statement)
        if function and is_public:
            self.found.append((function, function == name))

    def braces(self, statement, is_public, name):
        """After an opening brace: a scope, a function's body or an initialiser. The statement that goes on."""
        bare = without_template(statement)
        if bare[:1] == ["namespace"] or bare[:2] == ["inline", "namespace"] or bare == ["extern", '"', '"']:
            spaces = [word for word in bare if WORD.fullmatch(word) and word not in ("namespace", "inline")]
            hidden = bare[-1:] == ["namespace"] or "detail" in spaces
            self.scope(public=not hidden and is_public, name=None)
            return []
        if bare[:1] == ["enum"]:
            self.skip()
            return bare
        kind = next((word for word in bare if word in ("class", "struct", "union")), None)
        if kind and "(" not in bare and "=" not in bare:
            words = [word for word in bare[bare.index(kind) + 1:] if WORD.fullmatch(word)]
            inner = words[0] if words else "(unnamed)"
            if inner == "JETSEQ_API" and len(words) > 1:
                inner = words[1]
            visible = is_public and kind != "class"
            before = len(self.found)
            self.scope(public=visible, name=inner)
            if not is_public:
                del self.found[before:]
            return []
        if "(" in bare and not self.is_initialiser(bare):
            self.skip()
            self.statement(statement, is_public, name)
            if self.tokens[self.place:self.place + 1] == [";"]:
                self.place += 1
            return []
        self.skip()
        return statement + ["{}"]

    @staticmethod
    def is_initialiser(bare):
        """True for a brace in `= {`, or in a constructor's list `: member{`."""
        depth, in_list, has_value = 0, False, False
        for place, token in enumerate(bare):
            depth += (token == "(") - (token == ")")
            if depth == 0 and token == ":" and bare[place - 1] in (")", "noexcept"):
                in_list = True
            if depth == 0 and token == "=" and "operator" not in bare[:place]:
                has_value = True
        last = bare[-1]
        return has_value or (in_list and (WORD.fullmatch(last) is not None or last == ">"))

    def skip(self):
        self.place = behind(self.tokens, self.place - 1, "{", "}")


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def files_of(folder, endings):
    for path, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(path, name) for name in sorted(names) if os.path.splitext(name)[1] in endings)


def declarations(root):
    """(header, name, is a constructor), paths from the root."""
    for library in LIBRARIES:
        for path in files_of(os.path.join(root, library), (".hpp", ".h")):
            header = os.path.relpath(path, root)
            if not header.startswith(tuple(FOLDERS_LEFT_OUT)):
                yield from ((header, name, kind) for name, kind in dict.fromkeys(Reader(text_of(path)).found))


def calls_of(text):
    """Names that a test calls: (functions, types)."""
    text = re.sub(r"\bTEST(_F|_P)?\s*\([^)]*\)", "TEST()", text)
    own = {name for name, _ in Reader(text).found}
    tokens = tokens_of(text) + ["", ""]
    functions, types = set(), set()
    for place, token in enumerate(tokens):
        if not WORD.fullmatch(token):
            continue
        types.add(token)
        before, after = tokens[place - 1] if place else "", tokens[place + 1]
        is_call = after in ("(", "<", "{")
        if before in (".", "->"):  # otherwise the value of a member
            is_named = is_call
        elif before == "::":
            is_named = is_call or after in (",", ")", "}")  # or an argument
        elif before == "&" and place > 1 and tokens[place - 2] in ("(", ",", "{", "="):  # an address
            is_named = True
        else:
            is_named = is_call and token not in own
        if is_named:
            functions.add(token)
    return functions, types


def never_called(root):
    functions, types = set(), set()
    for path in files_of(os.path.join(root, "tests"), TESTS):
        called, named = calls_of(text_of(path))
        functions |= called
        types |= named
    return [f"{header}:{name}" for header, name, is_constructor in declarations(root)
            if name not in (types if is_constructor else functions)]


class Reading(unittest.TestCase):
    def names(self, text):
        return [name for name, _ in Reader(text).found]

    def test_finds_functions_methods_and_constructors(self):
        self.assertEqual(self.names("""
            namespace a::b { inline int one(int x) { return two(x); }
            template <class T, int n = 2> std::vector<T> const& three(std::span<T const> x = {}) noexcept;
            class C : public B<int> { int hidden(); public: explicit C(int x) : x_{x}, y_(2) { run(); } ~C();
                C(C const&) = delete; [[nodiscard]] int four() const { return x_; } bool operator==(C const&) const;
                struct Inner { int five() const; }; private: int x_{3}; void six(); };
            struct D { int seven(); std::function<int(double)> value = [](double) { return 1; }; private: int eight(); };
            constexpr int limit = largest(3); extern int const table[size(2)];
            } """), ["one", "three", "C", "four", "five", "seven"])

    def test_leaves_out_what_is_not_public(self):
        self.assertEqual(self.names("namespace { int one(); } namespace detail { int two(); } class C { C(int); };"
                                    "#define THREE(x) four(x)\n// five();\n"), [])

    def test_counts_calls_but_not_variables_or_own_helpers(self):
        functions, _ = calls_of("""int helper(int); TEST(Suite, three) { auto const one = two(1); helper(3); x.four();
            apply(&five, ns::six); "seven()"; }""")
        self.assertEqual(functions & {"one", "two", "three", "four", "five", "six", "seven", "helper"},
                         {"two", "four", "five", "six"})

    def test_counts_no_member_that_is_read_and_no_parameter(self):
        functions, _ = calls_of("""void helper(Type const& one) { use(x.two, x->three); x.four = ns::five; bool y = a && six(1);
            f(x.get<int>(), {&Type::seven}); }""")
        names = {"one", "two", "three", "four", "five", "six", "seven", "get"}
        self.assertEqual(functions & names, {"six", "seven", "get"})

    def test_names_what_no_test_calls(self):
        with tempfile.TemporaryDirectory() as root:
            for path, text in (("core/a.hpp", "int one(); int two(); struct C { C(int); }; struct D { D(int); };"),
                               ("tests/a_test.cpp", "void test() { one(); C c{1}; }")):
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            self.assertEqual(never_called(root), ["core/a.hpp:two", "core/a.hpp:D"])


class Tree(unittest.TestCase):
    def setUp(self):
        self.uncalled = never_called(ROOT)

    def test_each_public_function_is_called_by_a_test(self):
        self.assertEqual([name for name in self.uncalled if name not in EXCEPTIONS], [])

    def test_each_exception_is_needed(self):
        self.assertEqual([name for name in EXCEPTIONS if name not in self.uncalled], [])


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.isdir(sys.argv[1]):
        ROOT = sys.argv.pop(1)
    unittest.main()
