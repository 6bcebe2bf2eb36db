/// host FIRST SECOND: loads both plugins with symbols of global scope, as ROOT does. Fails unless each runs its own
/// code.
#include <dlfcn.h>

#include <cstdio>
#include <cstring>

namespace {

struct Plugin {
    char const* release;
    void const* load;
};

template <class Function>
Function* function(void* plugin, char const* name) {
    return reinterpret_cast<Function*>(dlsym(plugin, name));
}

Plugin opened(char const* path) {
    void* const plugin = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!plugin) return std::fprintf(stderr, "%s\n", dlerror()), Plugin{"", nullptr};
    return {function<char const*()>(plugin, "release_of_plugin")(), function<void const*()>(plugin, "place_of_load")()};
}

}  // namespace

int main(int count, char** paths) {
    if (count != 3) return 2;
    Plugin const first = opened(paths[1]), second = opened(paths[2]);
    std::printf("%s at %p, %s at %p\n", first.release, first.load, second.release, second.load);
    bool const own = first.load && second.load && first.load != second.load;
    return own && std::strcmp(second.release, "next release") == 0 && std::strcmp(first.release, second.release) != 0
               ? 0
               : 1;
}
