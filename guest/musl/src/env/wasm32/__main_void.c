#include "main_arch.h"

/* Here only if the program has no main without arguments. */
int __main_void(void)
{
	return __main_argc_argv(__main_args.argc, __main_args.argv);
}
