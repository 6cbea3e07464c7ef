/* The thread pointer is a wasm global, one for each instance; src/thread/wasm32/__set_thread_area.s defines it. */
static inline uintptr_t __get_tp()
{
	uintptr_t tp;
	__asm__ (
		".globaltype __wasm_tp, i32\n\t"
		"global.get __wasm_tp\n\t"
		"local.set %0" : "=r"(tp));
	return tp;
}

/* The generic pthread_cancel.c looks at it; it is always 0. */
#define MC_PC __pc
