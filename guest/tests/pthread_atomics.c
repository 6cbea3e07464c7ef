/* C11 atomics of 8, 16, 32 and 64 bits, signed and not: each operation's value, wrapping around, alone and from four threads. */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

#define THREADS 4
#define LOOPS 10000

static pthread_barrier_t barrier;

/* What lies around the value must not change. One line of values: old ones and what is there afterwards. */
#define DEFINE(T) \
static struct { T before; _Atomic T a; T after; } T##_s = { (T)0x5a5a5a5a5a5a5a5a, 0, (T)0xa5a5a5a5a5a5a5a5 }; \
static struct { T before; _Atomic T add, sub, xor, bits, swap, strong, weak; T after; } T##_m; \
static unsigned long long T##_out[THREADS]; \
static int T##_wrong[THREADS]; \
static void T##_show(const char *op, T old) \
{ \
	long long o = (long long)old, a = (long long)atomic_load(&T##_s.a); \
	printf(" %s %llx>%llx", op, (unsigned long long)o, (unsigned long long)a); \
} \
static void T##_single(void) \
{ \
	T max = (T)-1, expected; \
	int r; \
	printf(#T ":"); \
	atomic_store(&T##_s.a, max); \
	T##_show("add", atomic_fetch_add(&T##_s.a, 2)); \
	T##_show("sub", atomic_fetch_sub(&T##_s.a, 3)); \
	T##_show("and", atomic_fetch_and(&T##_s.a, (T)0xf0f0f0f0f0f0f0f0)); \
	T##_show("or", atomic_fetch_or(&T##_s.a, 0x0f)); \
	T##_show("xor", atomic_fetch_xor(&T##_s.a, max)); \
	T##_show("swap", atomic_exchange(&T##_s.a, (T)0x8182838485868788)); \
	expected = 1; \
	r = atomic_compare_exchange_strong(&T##_s.a, &expected, 3); \
	T##_show(r ? "cas+" : "cas-", expected); \
	r = atomic_compare_exchange_strong(&T##_s.a, &expected, 3); \
	T##_show(r ? "cas+" : "cas-", expected); \
	r = atomic_compare_exchange_weak(&T##_s.a, &expected, 4); \
	T##_show(r ? "weak+" : "weak-", expected); \
	do expected = 3, r = atomic_compare_exchange_weak(&T##_s.a, &expected, max); while (!r && expected == 3); \
	T##_show(r ? "weak+" : "weak-", expected); \
	T##_s.a += 1; \
	T##_show("+=", 0); \
	T##_show("--", T##_s.a--); \
	printf(", around %d\n", T##_s.before == (T)0x5a5a5a5a5a5a5a5a && T##_s.after == (T)0xa5a5a5a5a5a5a5a5); \
} \
static void *T##_run(void *arg) \
{ \
	int me = (int)(intptr_t)arg, wrong = 0; \
	T bit = (T)(1 << me), was; \
	unsigned long long out = 0; \
	pthread_barrier_wait(&barrier); \
	for (int i = 0; i < LOOPS; i++) { \
		atomic_fetch_add(&T##_m.add, 1); \
		atomic_fetch_sub(&T##_m.sub, 1); \
		atomic_fetch_xor(&T##_m.xor, bit); \
		wrong += (atomic_fetch_or(&T##_m.bits, bit) & bit) != 0; \
		wrong += (atomic_fetch_and(&T##_m.bits, (T)~bit) & bit) == 0; \
		out += (unsigned long long)atomic_exchange(&T##_m.swap, (T)(me * LOOPS + i)); \
		was = atomic_load(&T##_m.strong); \
		while (!atomic_compare_exchange_strong(&T##_m.strong, &was, (T)(was + 1))); \
		was = atomic_load_explicit(&T##_m.weak, memory_order_relaxed); \
		while (!atomic_compare_exchange_weak_explicit(&T##_m.weak, &was, (T)(was + 3), memory_order_acq_rel, memory_order_relaxed)); \
	} \
	atomic_fetch_xor(&T##_m.xor, bit); \
	T##_out[me] = out; \
	T##_wrong[me] = wrong; \
	return NULL; \
} \
static void T##_threads(void) \
{ \
	pthread_t t[THREADS]; \
	unsigned long long in = 0, out; \
	int wrong = 0; \
	T##_m.before = T##_m.after = 0x33; \
	for (intptr_t i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, T##_run, (void *)i); \
	for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL); \
	out = (unsigned long long)T##_m.swap; \
	for (int i = 0; i < THREADS * LOOPS; i++) in += (unsigned long long)(T)i; \
	for (int i = 0; i < THREADS; i++) wrong += T##_wrong[i], out += T##_out[i]; \
	printf(#T ": add %lld, sub %lld, xor %lld, ", (long long)T##_m.add, (long long)T##_m.sub, (long long)T##_m.xor); \
	printf("bits %lld, wrong %d, swap %d, ", (long long)T##_m.bits, wrong, in == out); \
	printf("strong %lld, weak %lld, ", (long long)T##_m.strong, (long long)T##_m.weak); \
	printf("around %d\n", T##_m.before == 0x33 && T##_m.after == 0x33); \
}

DEFINE(uint8_t)
DEFINE(uint16_t)
DEFINE(uint32_t)
DEFINE(uint64_t)
DEFINE(int8_t)
DEFINE(int16_t)
DEFINE(int32_t)
DEFINE(int64_t)

static void others(void)
{
	static atomic_flag flag = ATOMIC_FLAG_INIT;
	static atomic_bool yes;
	static int array[4] = { 10, 11, 12, 13 };
	static int *_Atomic pointer = array;
	int r = atomic_flag_test_and_set(&flag), again = atomic_flag_test_and_set(&flag);
	atomic_flag_clear(&flag);
	printf("flag %d %d, cleared %d\n", r, again, atomic_flag_test_and_set(&flag));
	r = atomic_exchange(&yes, 7);
	printf("bool %d, then %d\n", r, atomic_load(&yes));
	int *old = atomic_exchange(&pointer, array + 2);
	printf("pointer %d, then %d", *old, *atomic_load(&pointer));
	old = array + 2;
	r = atomic_compare_exchange_strong(&pointer, &old, array + 3);
	printf(", %d then %d\n", r, *atomic_load(&pointer));
	atomic_thread_fence(memory_order_seq_cst);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_barrier_init(&barrier, NULL, THREADS);
	uint8_t_single(), uint16_t_single(), uint32_t_single(), uint64_t_single();
	int8_t_single(), int16_t_single(), int32_t_single(), int64_t_single();
	uint8_t_threads(), uint16_t_threads(), uint32_t_threads(), uint64_t_threads();
	int8_t_threads(), int16_t_threads(), int32_t_threads(), int64_t_threads();
	others();
	return 0;
}
