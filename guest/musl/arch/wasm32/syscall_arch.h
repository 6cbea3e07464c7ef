#define __SYSCALL_LL_E(x) \
((union { long long ll; long l[2]; }){ .ll = x }).l[0], \
((union { long long ll; long l[2]; }){ .ll = x }).l[1]
#define __SYSCALL_LL_O(x) __SYSCALL_LL_E((x))

#define SYSCALL_MMAP2_UNIT 4096ULL

/* The kernel has no ARCH_WANT_IPC_PARSE_VERSION: it knows one layout and takes no version bit. */
#define IPC_64 0

hidden long __wasm_syscall(long n, long a, long b, long c, long d, long e, long f);
hidden long __wasm_syscall_brief(long n, long a, long b, long c, long d, long e, long f);
hidden long __wasm_fork(long flags);

/* bits/syscall.h may not be included yet. */
enum {
	__BRIEF_FUTEX = 422, __BRIEF_BRK = 214, __BRIEF_MUNMAP = 215, __BRIEF_MREMAP = 216,
	__BRIEF_MMAP2 = 222, __BRIEF_MPROTECT = 226, __BRIEF_MADVISE = 233,
	__FORKING_CLONE = 220,
};

/* What malloc and libc's locks call, by constant numbers, does not wait in a program of one thread, and its callers are not made
 * capturable: they would be half as fast. */
static inline long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	if (__builtin_constant_p(n)) switch (n) {
	case __BRIEF_FUTEX: case __BRIEF_BRK: case __BRIEF_MUNMAP: case __BRIEF_MREMAP:
	case __BRIEF_MMAP2: case __BRIEF_MPROTECT: case __BRIEF_MADVISE:
		return __wasm_syscall_brief(n, a, b, c, d, e, f);
	}
	return __wasm_syscall(n, a, b, c, d, e, f);
}

static inline long __syscall0(long n)
{
	return __syscall6(n, 0, 0, 0, 0, 0, 0);
}

static inline long __syscall1(long n, long a)
{
	return __syscall6(n, a, 0, 0, 0, 0, 0);
}

/* Two arguments are what _Fork gives SYS_clone. A new process needs a captured stack, so that call must not be made by number. */
static inline long __syscall2(long n, long a, long b)
{
	return n == __FORKING_CLONE ? __wasm_fork(a) : __syscall6(n, a, b, 0, 0, 0, 0);
}

static inline long __syscall3(long n, long a, long b, long c)
{
	return __syscall6(n, a, b, c, 0, 0, 0);
}

static inline long __syscall4(long n, long a, long b, long c, long d)
{
	return __syscall6(n, a, b, c, d, 0, 0);
}

static inline long __syscall5(long n, long a, long b, long c, long d, long e)
{
	return __syscall6(n, a, b, c, d, e, 0);
}
