// SPDX-License-Identifier: GPL-2.0
/* clang calls this for the 64 x 64 -> 128 bit products of lib/math/div64.c and others. */
#include <linux/types.h>

__int128 __multi3(__int128 a, __int128 b);

static u64 product_high(u64 a, u64 b)
{
	u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
	u64 low = al * bl;
	u64 mid = ah * bl + (low >> 32);
	u64 mid2 = al * bh + (u32)mid;

	return ah * bh + (mid >> 32) + (mid2 >> 32);
}

__int128 __multi3(__int128 a, __int128 b)
{
	union {
		__int128 all;
		struct { u64 low, high; };
	} x = { .all = a }, y = { .all = b }, r;

	r.low = x.low * y.low;
	r.high = product_high(x.low, y.low) + x.low * y.high + x.high * y.low;
	return r.all;
}
