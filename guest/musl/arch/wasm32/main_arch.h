/* wasm calls are typed, so clang gives each form of main a name of its own. crt1 calls the first; each one that the program lacks is in
 * libc and calls the next. */
#include <features.h>

struct main_args { int argc; char **argv; };
extern hidden struct main_args __main_args;

int __main_void(void);
int __main_argc_argv(int, char **);
