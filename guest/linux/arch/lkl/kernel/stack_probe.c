// SPDX-License-Identifier: GPL-2.0
/*
 * Program and kernel share the engine's native stack. The probe's frame is larger than
 * the deepest one of the kernel, so a program that recursed to the limit overflows here,
 * where it is the program's SIGSEGV, and never later, where it would be a kernel trap.
 *
 * The branch is never taken: its values only make engines reserve a frame of 4096 words
 * of 8 bytes, because all of them are alive across the call.
 */
#include <linux/compiler.h>
#include <linux/types.h>

#include <asm/entry.h>
#include <asm/host.h>

/* m(n, i) for i from 0 to 4095; n is i in base 4, for names. */
#define X4(m, n, i)	m(n##0, i) m(n##1, (i) + 1) m(n##2, (i) + 2) m(n##3, (i) + 3)
#define X16(m, n, i)	X4(m, n##0, i) X4(m, n##1, (i) + 4) X4(m, n##2, (i) + 8) X4(m, n##3, (i) + 12)
#define X64(m, n, i)	X16(m, n##0, i) X16(m, n##1, (i) + 16) X16(m, n##2, (i) + 32) X16(m, n##3, (i) + 48)
#define X256(m, n, i)	X64(m, n##0, i) X64(m, n##1, (i) + 64) X64(m, n##2, (i) + 128) X64(m, n##3, (i) + 192)
#define X1024(m, n, i)	X256(m, n##0, i) X256(m, n##1, (i) + 256) X256(m, n##2, (i) + 512) X256(m, n##3, (i) + 768)
#define X4096(m, n)	X1024(m, n##0, 0) X1024(m, n##1, 1024) X1024(m, n##2, 2048) X1024(m, n##3, 3072)

static volatile u32 armed;
/* A word each: an engine keeps one value for many loads from one address. */
static volatile u64 words[4096];

static noinline void cross(void)
{
	armed = 0;
}

#define LOAD(n, i)	u64 n = words[i];
#define STORE(n, i)	words[i] = n;

noinline void stack_probe(void)
{
	if (likely(!armed))
		return;
	X4096(LOAD, v)
	cross();
	X4096(STORE, v)
}
