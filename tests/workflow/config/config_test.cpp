#include "workflow/config/config.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <utility>

#include "tests/support/message_of.hpp"
#include "tests/support/temporary_folder.hpp"
#include "workflow/config/configuration_kind.hpp"

namespace jetseq::workflow {
namespace {

using Overrides = std::vector<std::string>;

/// A small table with each type.
Keys const small_table{
    {"name", KeyType::text, "", "x", "", ""},
    {"seed", KeyType::whole, "[0, inf)", "1", "", ""},
    {"train.on", KeyType::flag, "", "true", "", ""},
    {"train.epochs", KeyType::whole, "[1, 100]", "10", "", ""},
    {"train.rate", KeyType::number, "(0, inf)", "0.5", "", ""},
    {"train.small", KeyType::number, "", "0", "", ""},
    {"train.schedule", KeyType::word, "constant | cosine", "constant", "", ""},
    {"train.final", KeyType::number, "[0, 1)", "0", "train.schedule: cosine", ""},
    {"files", KeyType::texts, "", "[]", "", ""},
    {"edges", KeyType::numbers, "", "[]", "", ""},
    {"widths", KeyType::wholes, "[1, 4096]", "([32])", "", ""},
    {"fixed", KeyType::named_numbers, "", "{}", "", ""},
    {"names", KeyType::named_texts, "", "{}", "", ""},
    {"scan", KeyType::grid, "", "{}", "", ""},
    {"cuts", KeyType::tree, "", "{}", "(with regions)", ""},
    {"process.*.yield", KeyType::number, "[0, inf)", "0", "no model", ""},
    {"model", KeyType::text, "", "\"\"", "", ""},
};

class ConfigTest : public testing::Test {
protected:
    Config config(std::string const& text, Overrides const& overrides = {}) {
        std::ofstream{path_, std::ios::binary} << text;
        return Config{path_, overrides, small_table};
    }

    /// The Error's message without the folder's name; "" if nothing is thrown.
    template <class Action>
    std::string complaint(Action const& action) {
        std::string message = test::message_of(action);
        if (message == "(nothing was thrown)") return "";
        for (std::size_t at; (at = message.find(folder_.path() + "/")) != std::string::npos;)
            message.erase(at, folder_.path().size() + 1);
        return message;
    }

    std::string refused(std::string const& text, Overrides const& overrides = {}) {
        return complaint([&] { config(text, overrides); });
    }

    test::TemporaryFolder folder_;
    std::string path_ = folder_.path() + "/c.yaml";
};

TEST_F(ConfigTest, RefusesAKeyThatStandsTwice) {
    EXPECT_EQ(refused("train: {epochs: 1}\nname: x\ntrain: {rate: 2}\n"),
              "c.yaml:3: key 'train' appears twice, first in line 1 (one of them would be lost). Keep one");
    EXPECT_EQ(refused("train:\n  epochs: 1\n  'epochs': 1\n"),
              "c.yaml:3: key 'train.epochs' appears twice, first in line 2 (one of them would be lost). Keep one");
    EXPECT_EQ(refused("names: {33: 1, 34: 0, 33: 2}"),
              "c.yaml:1: key 'names.33' appears twice (one of them would be lost). Keep one");
    EXPECT_NE(refused("cuts:\n- b: 1\n  c: 2\n  b: 3\n").find("c.yaml:4: key 'cuts.b' appears twice"),
              std::string::npos);
    EXPECT_EQ(refused("fixed: {x: 1}\nnames: {x: 1}\ncuts: [{x: 1}, {x: 1}]\n"), "");  // each in a map of its own
}

TEST_F(ConfigTest, RefusesWhatYamlWouldLose) {
    for (auto const& [text, says] : {
             std::pair{"seed: 1\n---\nname: y\n", "c.yaml:2: a second YAML document"},
             {"seed: 1\n...\nname: y\n", "c.yaml:3: a second YAML document"},
             {"{seed: 1}\n{name: y}\n", "c.yaml:2: a second YAML document"},
             {"seed: 1\nname:\ncuts: 3\n", "c.yaml:2: key 'name' has no value"},
             {"train: {on: , rate: 3}\n", "c.yaml:1: key 'train.on' has no value"},
             {"train: {on}\n", "c.yaml:1: key 'train.on' has no value"},
             {"seed: 1\nname: ~\n", "c.yaml:2: key 'name' has no value"},
             {"name: null\n", "c.yaml:1: key 'name' has no value"},
             {"train:\n  on:\n", "c.yaml:2: key 'train.on' has no value"},
             {"train:\n", "c.yaml:1: key 'train' has no value"},
             {"files: [1, ~]\n", "c.yaml:1: an entry of 'files' is empty"},
             {"files:\n  -\n  - 1\n", "an entry of 'files' is empty"},
             {": 3\n", "c.yaml:1: a value without a key"},
             {"? [a, b]\n: 3\n", "c.yaml:1: a key that is a list or a map"},
             {"seed: 1\nname: &x 2\nmodel: *x\n", "c.yaml:2: an anchor"},
             {"fixed: &x {c: 2}\n", "c.yaml:1: an anchor"},
             {"fixed: {<<: {c: 2}}\n", "c.yaml:1: the merge key '<<'"},
             {"name: !!str 010\n", "c.yaml:1: the tag tag:yaml.org,2002:str"},
             {"files: !mine [1]\n", "c.yaml:1: the tag !mine"},
             {"seed: 1\nname: y\x04z\n", "c.yaml:2: a control character, byte 4"},
             {"# f\xfcr\nseed: 1\n", "c.yaml:1: a character that is not UTF-8"},  // Latin 1
             {"seed: 1\nname: f\xfcr\n", "c.yaml:2: a character that is not UTF-8"},
             {"name: \xe2\x82\nseed: 1\n", "c.yaml:1: a character that is not UTF-8"},  // cut off
             {"seed: 1\nname: \xbf\n", "c.yaml:2: a character that is not UTF-8"},
             {"seed: 1\nname: \xe2", "c.yaml:2: a character that is not UTF-8"},
             {"seed: 1\ntrain:\n\tepochs: 3\n", "c.yaml:3: a tab in the indentation"},
             {"seed: 1\nfiles: [1\n", "not YAML"},
             {"", "c.yaml: is empty"},
             {"# all: 1\n", "c.yaml: is empty"},
             {"---\n", "no key at all"},
             {"- a\n", "c.yaml: not a configuration"},
         }) {
        EXPECT_NE(refused(text).find(says), std::string::npos) << text << "-> " << refused(text);
    }
    EXPECT_NE(refused(std::string{"seed: 1\nname: \0y\n", 17}).find("byte 0"), std::string::npos);
}

TEST_F(ConfigTest, ReadsTextsThatLookLikeOtherTypes) {
    auto read = config("---\nname: '~'\nmodel: \"\"\nnames: {a: 010, x.y: <<, '#': 'a # b', t: 'true'}\n# end\n...\n");
    EXPECT_EQ(read.get("name", std::string{"x"}), "~");
    EXPECT_EQ(read.get("model", std::string{}), "");
    auto const names = read.get("names", std::map<std::string, std::string>{});  // names of the user's may have dots
    EXPECT_EQ(names, (std::map<std::string, std::string>{{"a", "010"}, {"x.y", "<<"}, {"#", "a # b"}, {"t", "true"}}));
    EXPECT_NO_THROW(read.refuse_unread_keys());
    EXPECT_EQ(config("\xef\xbb\xbfname: \u00fc\u2113\U0001f600\r\n").get("name", std::string{"x"}),
              "\u00fc\u2113\U0001f600");    // with a byte order mark
    auto again = config(read.effective());  // it reads what it writes
    EXPECT_EQ(again.get("name", std::string{"x"}), "~");
    EXPECT_EQ(again.get("names", std::map<std::string, std::string>{}), names);
}

TEST_F(ConfigTest, RefusesKeysThatAreNotInTheTable) {
    EXPECT_EQ(
        refused("name: x\ntrain:\n  epoch: 7\n"),
        "c.yaml:3: unknown key 'train.epoch' (nothing reads it; did you mean 'train.epochs'?). Remove or rename it");
    EXPECT_EQ(refused("name: x\ntrain.epochs: 7\n"),
              "c.yaml:2: key 'train.epochs' has a dot (keys are nested here). Write train: {epochs: ...}");
    EXPECT_EQ(refused("process.a: {yield: 1}\n"),
              "c.yaml:1: key 'process.a' has a dot (keys are nested here). Write process: {a: ...}");
    EXPECT_NE(refused("process: {a.b: {yield: 1}}\n").find("unknown key 'process.a.b'"), std::string::npos);
    EXPECT_NE(refused("trian: {epochs: 1}\n").find("did you mean 'train'?"), std::string::npos);
    EXPECT_NE(refused("process: {a: {yeild: 1}}\n").find("did you mean 'process.a.yield'?"), std::string::npos);
    EXPECT_NE(refused("train: 5\n").find("c.yaml:1: key 'train' is '5' (keys in it expected)"), std::string::npos);
    EXPECT_NE(refused("process: {a: [1]}\n").find("key 'process.a' is a list (keys in it expected)"),
              std::string::npos);
    EXPECT_NE(refused("name: {a: 1}\n").find("key 'name' has a map (a text expected)"), std::string::npos);
    EXPECT_NE(refused("fixed: 3\n").find("key 'fixed' is '3' (a map expected)"), std::string::npos);
    EXPECT_NE(refused("files: {a: 1}\n").find("key 'files' has a map"), std::string::npos);
    EXPECT_NE(refused("files: [[a]]\n").find("key 'files' has a list"), std::string::npos);
}

TEST_F(ConfigTest, ReadsNumbersInOneWay) {
    auto const train = [](std::string const& key, std::string const& value) {
        return "train:\n  " + key + ": " + value;
    };
    std::string const is = "c.yaml:2: key 'train.epochs' is '",
                      end = ". Mend it there, or override it by train.epochs=...";
    EXPECT_EQ(refused(train("epochs", "010")), is + "010' (a leading zero, which some read as octal). Write 10");
    EXPECT_EQ(refused(train("epochs", "-007")), is + "-007' (a leading zero, which some read as octal). Write -7");
    EXPECT_EQ(refused(train("epochs", "0")), is + "0' (a whole number from 1 to 100 expected)" + end);
    for (auto const* text : {"0x10", "0o17", "0b11", "1_000", "1e1", "1.0", "64 128", "1,5", "5k", "yes", ".inf",
                             "'5 '", "-5", "101", "99999999999999999999999", "''"}) {
        std::string const value = std::string{text} == "'5 '" ? "5 " : std::string{text} == "''" ? "" : text;
        std::string const said =
            value[0] == '9' ? "9' (not from 0 to 18446744073709551615)" : "from 1 to 100 expected)";
        EXPECT_NE(refused(train("epochs", text)).find(said), std::string::npos) << refused(train("epochs", text));
    }
    for (auto const* text : {"0x10", "1_000", "1,5", ".inf", "-.inf", ".nan", "inf", "nan", "1e", "1.2.3", "--5", "+-5",
                             "1:30", "0", "-0.0", "-1e-3"}) {
        EXPECT_NE(refused(train("rate", text)).find("(a number above 0 expected)"), std::string::npos) << text;
    }
    EXPECT_NE(refused(train("rate", "00.5")).find("Write 0.5"), std::string::npos);
    EXPECT_NE(refused(train("rate", "1e400")).find("beyond what a number can hold"), std::string::npos);
    EXPECT_NE(refused(train("rate", "1e-400")).find("beyond what a number can hold"), std::string::npos);
    EXPECT_NE(refused(train("final", "1")).find("(a number from 0 to below 1 expected)"), std::string::npos);
    EXPECT_NE(refused("seed: 18446744073709551616").find("not from 0 to 18446744073709551615"), std::string::npos);
    EXPECT_NE(refused("edges: [1, 010]").find("'010' (a leading zero"), std::string::npos);
    EXPECT_NE(refused("widths: [32, 0]").find("'0' (a whole number from 1 to 4096 expected)"), std::string::npos);
    EXPECT_NE(refused("fixed: {mu: 010}").find("key 'fixed.mu' is '010'"), std::string::npos);
    EXPECT_NE(refused("process: {a: {yield: -1}}").find("key 'process.a.yield' is '-1' (a number >= 0"),
              std::string::npos);

    EXPECT_EQ(config("seed: 18446744073709551615").get("seed", 1UL), 18446744073709551615UL);
    EXPECT_NE(complaint([&] { config("seed: 3000000000").get("seed", 1); }).find("to 2147483647)"), std::string::npos);
    EXPECT_NE(complaint([&] { config(train("small", "1e39")).get("train.small", 0.0F); }).find("beyond"),
              std::string::npos);
    EXPECT_EQ(config(train("epochs", "+5")).get("train.epochs", 10), 5);
    EXPECT_EQ(config(train("rate", ".5")).get("train.rate", 0.5), 0.5);
    EXPECT_EQ(config(train("rate", "1e-3")).get("train.rate", 0.5), 0.001);
    EXPECT_EQ(config("edges: [0.10, 2]").numbers("edges"), (std::vector<double>{0.1, 2}));
    EXPECT_EQ(config("fixed: {mu: 0.5}").named_numbers("fixed").at("mu"), 0.5);
}

TEST_F(ConfigTest, ReadsWordsAndFlags) {
    for (auto const* text : {"yes", "no", "on", "off", "1", "tRue", "''"}) {
        EXPECT_NE(refused(std::string{"train: {on: "} + text + "}").find("(true or false expected)"),
                  std::string::npos);
    }
    EXPECT_FALSE(config("train: {on: False}").get("train.on", true));
    EXPECT_NE(refused("train: {schedule: cosin}").find("is 'cosin' (one of: constant, cosine; did you mean 'cosine'?)"),
              std::string::npos);
    EXPECT_EQ(config("train: {schedule: cosine}").one_of("train.schedule", {"constant", "cosine"}, 0), 1U);
}

TEST_F(ConfigTest, ChecksTheValuesOfAGridByTheirKeys) {
    EXPECT_EQ(refused("scan: {train.epochs: [1, 2], train.rate: [0.1]}"), "");
    EXPECT_NE(refused("scan: {train.epochs: [1, 02]}").find("c.yaml:1: key 'train.epochs' is '02'"), std::string::npos);
    EXPECT_NE(refused("scan: {train.epoch: [1]}").find("did you mean 'train.epochs'?"), std::string::npos);
    EXPECT_NE(refused("scan: {train.epochs: 1}").find("'scan' is not a map of lists"), std::string::npos);
    EXPECT_NE(refused("scan: {train: {epochs: [1]}}").find("unknown key 'train'"), std::string::npos);
}

TEST_F(ConfigTest, ReadsTheListsOfAGrid) {
    using Lists = std::map<std::string, std::vector<std::string>>;
    EXPECT_EQ(config("scan: {train.epochs: [1, 2], train.rate: [0.1]}").lists("scan"),
              (Lists{{"train.epochs", {"1", "2"}}, {"train.rate", {"0.1"}}}));
    EXPECT_EQ(config("seed: 1").lists("scan"), Lists{});
}

TEST_F(ConfigTest, AdvisesWhatHelps) {
    auto const failing = [&](std::string const& text, std::string const& key, std::string const& why) {
        return complaint([&] { config(text).fail(key, why); });
    };
    EXPECT_EQ(failing("seed: 1", "files", "is missing (files expected)"),
              "c.yaml: key 'files' is missing (files expected). Add it there, or override it by files=...");
    EXPECT_EQ(failing("seed: 1", "seed", "is odd"),
              "c.yaml:1: key 'seed' is odd. Mend it there, or override it by seed=...");
    EXPECT_EQ(failing("seed: 1", "seed", "has no effect (nothing is drawn). Remove it"),
              "c.yaml:1: key 'seed' has no effect (nothing is drawn). Remove it");
    EXPECT_EQ(refused("fixed: {mu: x}"),
              "c.yaml:1: key 'fixed.mu' is 'x' (a number expected). Mend it there, or override it by fixed.mu=...");
    EXPECT_EQ(refused("fixed: {m.u: x}"), "c.yaml:1: key 'fixed.m.u' is 'x' (a number expected). Mend it there");
    std::ofstream{path_} << "seed: x\n";
    EXPECT_EQ(complaint([&] {
                  Config{path_, {}, small_table, false};
              }),
              "c.yaml:1: key 'seed' is 'x' (a whole number >= 0 expected). Mend it there");
}

TEST_F(ConfigTest, DoesNotCheckWhatAnOverrideReplaces) {
    EXPECT_EQ(config("train: {epochs: x}", {"train.epochs=7"}).get("train.epochs", 10), 7);
    EXPECT_EQ(config("fixed: {mu: x, nu: 2}", {"fixed.mu=1"}).named_numbers("fixed").at("mu"), 1);
    EXPECT_EQ(config("train: {epochs: x}", {"train={epochs: 7, rate: 2}"}).get("train.epochs", 10), 7);
    EXPECT_EQ(config("edges: {a: b}", {"edges=[1, 2]"}).numbers("edges").size(), 2U);
    EXPECT_NE(refused("train: {epochs: x, rate: y}", {"train.epochs=7"}).find("'train.rate' is 'y'"),
              std::string::npos);
    EXPECT_NE(refused("train: {epochs: x}", {"train.epochs=y"}).find("override train.epochs=y: "), std::string::npos);
}

TEST_F(ConfigTest, ListsTheNamesInASection) {
    auto const given = config("train: {rate: 1, on: true}\nprocess: {b: {yield: 1}, a: {yield: 2}}");
    EXPECT_EQ(given.names_in("process"), (std::vector<std::string>{"b", "a"}));
    EXPECT_EQ(given.names_in("train"), (std::vector<std::string>{"rate", "on"}));
    EXPECT_TRUE(given.names_in("fixed").empty());
}

TEST_F(ConfigTest, DescribesNodes) {
    EXPECT_EQ(described(YAML::Load("5")), "'5'");
    EXPECT_EQ(described(YAML::Load("[]")), "a list");
    EXPECT_EQ(described(YAML::Load("{}")), "a map");
}

TEST_F(ConfigTest, ReadsOverridesAsStrictly) {
    std::string const no_map =
        "override cuts.a.b=1: key 'cuts.a.b' lies in 'cuts.a', which is 'met > 1' (a map expected)";
    for (auto const& [override, says] : {
             std::pair{std::string{"seed=010"}, std::string{"override seed=010: key 'seed' is '010' (a leading zero"}},
             {"train.epochs=0",
              "override train.epochs=0: key 'train.epochs' is '0' (a whole number from 1 to 100 expected)"},
             {"train.epochs=", "override train.epochs=: key 'train.epochs' has no value"},
             {"train.epochs= ", "key 'train.epochs' has no value"},
             {"train.epochs=~", "override train.epochs=~: key 'train.epochs' has no value"},
             {"train.epochs=5 # five", "override train.epochs=5 # five: what follows ' #' is a comment"},
             {"name='a # b'", ""},
             {"train.epochs", "override train.epochs has no '='"},
             {"=5", "override =5 has no '='"},
             {"train..epochs=5", "override train..epochs=5: unknown key 'train..epochs'"},
             {".seed=5", "unknown key '.seed'"},
             {"seed.=5", "unknown key 'seed.'"},
             {"seed.x=5", "override seed.x=5: unknown key 'seed.x'"},
             {"train=5", "override train=5: key 'train' is '5' (keys in it expected)"},
             {"train={epochs: 1, epochs: 2}", "key 'train.epochs' appears twice"},
             {"train={epochs.x: 1}", "unknown key 'train.epochs.x'"},
             {"fixed.mu=0.5", ""},
             {"fixed.mu=[1]", "key 'fixed.mu' has a list (a number expected)"},
             {"fixed.mu.x=1", "unknown key 'fixed.mu.x'"},
             {"cuts.a=met > 2", ""},
             {"cuts.a.b=1", no_map},
             {"scan.train.epochs=[1]", "unknown key 'scan.train.epochs'"},
             {"name=*x", "override name=*x: "},
             {"files=[1", "override files=[1: not YAML"},
             {"name=1\n---\n2", "a second YAML document"},
         }) {
        auto const message = refused("name: x\ncuts: {a: met > 1}\n", {override});
        bool const right = says.empty() ? message.empty() : message.find(says) != std::string::npos;
        EXPECT_TRUE(right) << override << " -> " << message;
    }
}

TEST_F(ConfigTest, AppliesOverridesInTheirOrder) {
    EXPECT_EQ(config("seed: 1", {"seed=2", "seed=3"}).get("seed", 1), 3);
    auto both = config("train: {epochs: 3, rate: 2}", {"train={epochs: 4}"});  // the other keys of the section stay
    EXPECT_EQ(both.get("train.epochs", 10), 4);
    EXPECT_EQ(both.get("train.rate", 0.5), 2);
}

TEST_F(ConfigTest, RefusesWhatIsNotRead) {
    auto read = config("seed: 1\ncuts: {a: b}\n");
    read.get("seed", 1);
    EXPECT_EQ(complaint([&] { read.refuse_unread_keys(); }),
              "c.yaml:2: key 'cuts' has no effect here (it is only used with regions). Take it out");
    auto process = config("process: {a: {yield: 1}}");
    EXPECT_EQ(complaint([&] { process.refuse_unread_keys(); }),
              "c.yaml:1: key 'process.a.yield' has no effect here (nothing reads it). Take it out");
    auto with_model = config("model: m.json\nprocess: {a: {yield: 1}}");
    with_model.get("model", std::string{});
    EXPECT_EQ(complaint([&] { with_model.refuse_unread_keys(); }),
              "c.yaml:2: key 'process.a.yield' has no effect here (it is only used without model). Take it out");
}

TEST_F(ConfigTest, NotesWhatHasNoEffect) {
    auto const notes = [&](std::string const& text) {
        auto read = config(text);
        read.one_of("train.schedule", {"constant", "cosine"}, 0);
        read.get("train.final", 0.0), read.get("model", std::string{}), read.get("process.a.yield", 0.0);
        return read.notes();
    };
    EXPECT_EQ(notes("train: {final: 0.5, schedule: cosine}").size(), 0U);
    EXPECT_EQ(notes("train: {final: 0}").size(), 0U);  // the default
    EXPECT_EQ(notes("process: {a: {yield: 1}}").size(), 0U);
    ASSERT_EQ(notes("train:\n  final: 0.5\n").size(), 1U);
    EXPECT_NE(notes("train:\n  final: 0.5\n")[0].find("c.yaml:2: key 'train.final' has no effect here (it is only used "
                                                      "with train.schedule: cosine)"),
              std::string::npos);
    EXPECT_EQ(notes("model: m.json\nprocess: {a: {yield: 1}}").size(), 1U);
}

TEST_F(ConfigTest, HoldsTheProgramToTheTable) {
    auto read = config("seed: 1");
    EXPECT_THROW(read.get("sead", 1), std::logic_error);
    EXPECT_THROW(read.get("seed", 2), std::logic_error);
    EXPECT_THROW(read.one_of("train.schedule", {"constant", "linear"}, 0), std::logic_error);
}

TEST_F(ConfigTest, FindsTheNodeOfADottedPath) {
    auto const root = YAML::Load("train: {rate: 0.5, epochs: 3}\nname: x\n");
    EXPECT_EQ(find_in(root, "train.rate").as<double>(), 0.5);
    EXPECT_EQ(find_in(root, "name").Scalar(), "x");
    EXPECT_TRUE(find_in(root, "train").IsMap());
    for (auto const* key : {"train.size", "name.first", "missing", "missing.key"}) {
        EXPECT_FALSE(find_in(root, key).IsDefined()) << key;
    }
    EXPECT_EQ(root.size(), 2U);  // a search adds nothing
}

TEST(Overrides, HaveAKeyAndAValue) {
    EXPECT_EQ(override_key("train.rate=0.5"), "train.rate");
    EXPECT_EQ(override_key("name=a=b"), "name");
    EXPECT_EQ(
        test::message_of([] { override_key("train.rate"); }),
        "override train.rate has no '=' (KEY=VALUE expected, as one word). Write the override as train.rate=VALUE");
    EXPECT_TRUE(test::says(test::message_of([] { override_key("=5"); }), {"override =5 has no '='"}));
}

TEST(Overrides, OfOneKeyAreRefused) {
    refuse_repeated({"train.rate=1", "train.rates=2", "name=x"});
    for (Overrides const& overrides : {Overrides{"name=x", "name=y"}, {"train.rate=1", "train={rate: 2}"}}) {
        EXPECT_TRUE(test::says(test::message_of([&] { refuse_repeated(overrides); }), {"one of them would be lost"}));
    }
}

TEST(Configurations, AreToldApartByTheirKeys) {
    struct {
        std::string text;
        bool training, fit;
    } const rows[] = {{"name: x\ntrain: {max_epochs: 3}\n", true, false},
                      {"network: {cells: 8}\n", true, false},
                      {"workspace: w.json\n", false, true},
                      {"name: x\n", false, false},  // nothing of a network
                      {"train: {max_epoch: 3}\n", false, false},
                      {"- a list\n", false, false},
                      {"not: [yaml", false, false},
                      {"", false, false}};
    for (auto const& [text, training, fit] : rows) {
        EXPECT_EQ(is_configuration_of_training(text), training) << text;
        EXPECT_EQ(is_configuration_of_fit(text), fit) << text;
    }
}

TEST_F(ConfigTest, GivesNodesAsTheyStandAndTellsOverrides) {
    auto read = config("cuts:\n  - a: 1\n", {"name=y"});
    auto const cuts = read.node("cuts");
    ASSERT_TRUE(cuts.IsSequence());
    EXPECT_FALSE(read.is_override(cuts));
    EXPECT_TRUE(read.is_override(read.node("name")));
    EXPECT_FALSE(read.node("fixed").IsDefined());
    EXPECT_EQ(complaint([&] { read.fail_at(cuts[0], "not a cut", "Write 'a > 1'"); }),
              "c.yaml:2: not a cut. Write 'a > 1'");
    EXPECT_EQ(complaint([&] { read.fail_at(cuts[0], "not a cut", ""); }), "c.yaml:2: not a cut");
}

TEST_F(ConfigTest, KnowsWhatDiffersFromItsDefault) {
    auto const read = config("name: x\nseed: 1\ntrain:\n  epochs: 10\n  rate: 2\n  on: false\n");
    EXPECT_EQ(read.changed("name"), Overrides{});  // "x" is the default
    auto const changes = read.changed("train");
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_TRUE(test::says(changes[0] + changes[1], {"c.yaml:5: key 'train.rate'", "c.yaml:6: key 'train.on'"}));
    EXPECT_EQ(read.changed("train.epochs"), Overrides{});
    EXPECT_EQ(read.changed("train.rate").size(), 1U);
}

TEST_F(ConfigTest, NotesKeysThatAReaderPassesOver) {
    auto read = config("seed: 2\ntrain: {epochs: 10}\n");
    read.get("seed", 1), read.get("train.epochs", 10);
    read.note_without_effect("seed", "it is only used alone");
    read.note_without_effect("train.epochs", "it is only used alone");  // the default
    read.note_without_effect("train.rate", "it is only used alone");    // not set
    ASSERT_EQ(read.notes().size(), 1U);
    EXPECT_TRUE(test::says(read.notes()[0], {"c.yaml:1: key 'seed' has no effect here (it is only used alone)"}));
}

TEST(Keys, ArePathsOfNames) {
    EXPECT_EQ(parts_of("train.batch_size"), (std::vector<std::string>{"train", "batch_size"}));
    EXPECT_EQ(parts_of("name"), std::vector<std::string>{"name"});
    EXPECT_EQ(parts_of("a..b"), (std::vector<std::string>{"a", "", "b"}));
}

TEST(Config, NotesALineOnAKeyOnce) {
    test::TemporaryFolder const folder;
    std::ofstream{folder / "c.yaml"} << "train:\n  seed: 2\n";
    Config config{folder / "c.yaml", {}, training_keys()};
    config.note_on("train.seed", "is even"), config.note_on("train.seed", "is even");
    EXPECT_EQ(config.notes(), std::vector<std::string>{folder / "c.yaml" + ":2: key 'train.seed' is even"});
}

}  // namespace
}  // namespace jetseq::workflow
