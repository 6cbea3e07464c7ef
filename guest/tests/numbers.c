/* Arithmetic and text: what differs between compilers must not differ between machines. long double has its own width everywhere. */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	volatile double third = 1.0 / 3, big = 1e300, zero = 0;
	volatile uint64_t word = 0x123456789abcdef0;
	volatile int shift = 13;
	printf("%.17g %a %e %.3f\n", third, third, big * 1e10, -zero);
	printf("%f %f\n", big * big, -big * big);
	printf("nan %d, inf %d\n", isnan(zero / zero) != 0, isinf(1 / zero) != 0);
	printf("%" PRIx64 " %" PRIu64 " %" PRId64 "\n", word << shift, word * word, (int64_t)word % -1000003);
	printf("%.15g %.15g %.15g %.15g\n", sin(third), exp(third), pow(third, 5.5), log1p(third));
	printf("%g %g %g %g\n", floor(-2.5), rint(2.5), trunc(-2.7), fmod(7.5, -2));
	printf("%.17g %.17g\n", strtod("0.1", NULL), strtod("1.7976931348623157e308", NULL));
	printf("%.3Lf %.10Lg\n", 2.5L, strtold("3.25", NULL));
	printf("%ld %lld\n", strtol("-0x7fff", NULL, 16), strtoll("9223372036854775807", NULL, 10));
	printf("%d %d\n", (int)third, (int)(float)16777217);
	return 0;
}
