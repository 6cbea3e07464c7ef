/* Whether all n bytes are that value. */
#ifndef ALL_H
#define ALL_H
#include <stddef.h>

static inline int all(const char *p, size_t n, int value)
{
	while (n--) if ((unsigned char)*p++ != (unsigned char)value) return 0;
	return 1;
}
#endif
