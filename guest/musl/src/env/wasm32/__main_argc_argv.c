#include "main_arch.h"

int main_with_environ(int, char **, char **) __asm__("main");

/* Here only if the program's main has three arguments: that one clang leaves its name. */
int __main_argc_argv(int argc, char **argv)
{
	return main_with_environ(argc, argv, argv+argc+1);
}
