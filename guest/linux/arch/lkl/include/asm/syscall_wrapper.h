/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_LKL_SYSCALL_WRAPPER_H
#define _ASM_LKL_SYSCALL_WRAPPER_H

/*
 * wasm checks the type of an indirect call, so all system calls get one signature:
 * a pointer to the argument words. A 64-bit argument is two consecutive words, low
 * then high, without padding, which is exactly a packed struct of the arguments.
 */
#define __LKL_FIELD(t, a)	__SC_LONG(t, a);
#define __LKL_FIELDS0()
#define __LKL_FIELDS1(t, a)		__LKL_FIELD(t, a)
#define __LKL_FIELDS2(t, a, ...)	__LKL_FIELD(t, a) __LKL_FIELDS1(__VA_ARGS__)
#define __LKL_FIELDS3(t, a, ...)	__LKL_FIELD(t, a) __LKL_FIELDS2(__VA_ARGS__)
#define __LKL_FIELDS4(t, a, ...)	__LKL_FIELD(t, a) __LKL_FIELDS3(__VA_ARGS__)
#define __LKL_FIELDS5(t, a, ...)	__LKL_FIELD(t, a) __LKL_FIELDS4(__VA_ARGS__)
#define __LKL_FIELDS6(t, a, ...)	__LKL_FIELD(t, a) __LKL_FIELDS5(__VA_ARGS__)
#define __LKL_ARG(t, a)		((__force t) words->a)

#define __SYSCALL_DEFINEx(x, name, ...)						\
	asmlinkage long __lkl_sys##name(const unsigned long *args);		\
	static inline long __do_sys##name(__MAP(x, __SC_DECL, __VA_ARGS__));	\
	asmlinkage long __lkl_sys##name(const unsigned long *args)		\
	{									\
		const struct { __LKL_FIELDS##x(__VA_ARGS__) } __packed *words =	\
			(const void *)args;					\
		__MAP(x, __SC_TEST, __VA_ARGS__);				\
		return __do_sys##name(__MAP(x, __LKL_ARG, __VA_ARGS__));	\
	}									\
	static inline long __do_sys##name(__MAP(x, __SC_DECL, __VA_ARGS__))

#define SYSCALL_DEFINE0(sname)							\
	asmlinkage long __lkl_sys_##sname(const unsigned long *args);		\
	asmlinkage long __lkl_sys_##sname(const unsigned long *args)

/*
 * kernel/sys_ni.c: its default is an assembler alias to sys_ni_syscall(), which has
 * another type, and on which clang 19 crashes.
 */
#define COND_SYSCALL(name)							\
	asmlinkage long __weak __lkl_sys_##name(const unsigned long *args);	\
	asmlinkage long __weak __lkl_sys_##name(const unsigned long *args)	\
	{									\
		return -ENOSYS;							\
	}

#define COND_SYSCALL_COMPAT(name)

#endif
