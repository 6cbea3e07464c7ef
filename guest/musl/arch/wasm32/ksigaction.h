#include <features.h>

/* asm-generic's struct sigaction of an architecture without SA_RESTORER: the kernel's ends with the mask. */
struct k_sigaction {
	void (*handler)(int);
	unsigned long flags;
	unsigned mask[2];
	/* Ours alone: the generic sigaction.c sets it. */
	void (*restorer)(void);
};

hidden void __restore(), __restore_rt();
