/* The host keeps the captured stack; the buffer is its key. */
typedef unsigned long __jmp_buf[4];
