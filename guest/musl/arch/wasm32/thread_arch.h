/* Thread-local variables of a program that was linked with -pthread (crt/wasm32/threads.c); in any other program these do nothing. */

/* Before the thread pointer is set up: tells libc the size of such variables, by way of the auxiliary vector that begins at `auxv`. */
void __wasm_describe_tls(size_t *auxv);

/* Gives the calling thread its own, with their initial values. */
void __wasm_enter_tls(void);
