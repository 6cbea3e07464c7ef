// SPDX-License-Identifier: GPL-2.0
/* execve() of a WebAssembly module: what binfmt_elf does for ELF. */
#include <linux/auxvec.h>
#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/elf.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/area.h>
#include <asm/entry.h>
#include <asm/host.h>
#include <asm/image.h>
#include <asm/param.h>

#define AUXV_PAIRS 14

static const char wasm_magic[4] = { 0, 'a', 's', 'm' };

static unsigned long string_bytes(const struct linux_binprm *bprm)
{
	return MAX_ARG_PAGES * PAGE_SIZE - bprm->p;
}

/* Words from argc to AT_NULL. */
static unsigned long table_words(const struct linux_binprm *bprm)
{
	return 1 + bprm->argc + 1 + bprm->envc + 1 + 2 * AUXV_PAIRS;
}

/* Everything that can fail without harm: the image, its memory, room for the arguments. */
static int prepare(struct linux_binprm *bprm, struct image_info *info)
{
	unsigned long need = string_bytes(bprm) + table_words(bprm) * sizeof(u32);
	int image = lkl_image_of(bprm->file);
	int err;

	if (image == -ENOEXEC)
		pr_warn_ratelimited("%s: not a program for this machine\n", bprm->interp);
	if (image < 0)
		return image;
	err = host_mm_load(bprm->mm->context.id, image, info);
	if (err < 0)
		return err;
	if (need > (info->sp - info->stack_low) / 2)
		return -E2BIG;
	return lkl_area_image(bprm->mm, info, bprm->file);
}

static void write_auxv(struct linux_binprm *bprm, unsigned long random)
{
	const struct cred *cred = current_cred();
	unsigned long *p = current->mm->saved_auxv;

#define AUX(id, value) (*p++ = (id), *p++ = (value))
	AUX(AT_HWCAP, 0);
	AUX(AT_PAGESZ, PAGE_SIZE);
	/* There are no program headers; libc describes thread-local variables by one of its own. */
	AUX(AT_PHDR, 0);
	AUX(AT_PHENT, 0);
	AUX(AT_PHNUM, 0);
	AUX(AT_CLKTCK, CLOCKS_PER_SEC);
	AUX(AT_UID, from_kuid_munged(cred->user_ns, cred->uid));
	AUX(AT_EUID, from_kuid_munged(cred->user_ns, cred->euid));
	AUX(AT_GID, from_kgid_munged(cred->user_ns, cred->gid));
	AUX(AT_EGID, from_kgid_munged(cred->user_ns, cred->egid));
	AUX(AT_SECURE, bprm->secureexec);
	AUX(AT_RANDOM, random);
	AUX(AT_EXECFN, bprm->exec);
	AUX(AT_NULL, 0);
#undef AUX
}

/* Writes pointers to `count` consecutive strings and a NULL; the end of the last string, or 0. */
static unsigned long point_at_strings(u32 **word, int count, unsigned long string)
{
	while (count-- > 0) {
		long len = strnlen_user((void __user *)string, MAX_ARG_STRLEN);

		if (!len || len > MAX_ARG_STRLEN)
			return 0;
		*(*word)++ = string;
		string += len;
	}
	*(*word)++ = 0;
	return string;
}

static int write_table(struct linux_binprm *bprm, u32 *table, unsigned long sp, unsigned long strings)
{
	struct mm_struct *mm = current->mm;
	u32 *word = table;

	*word++ = bprm->argc;
	mm->arg_start = strings;
	mm->arg_end = point_at_strings(&word, bprm->argc, strings);
	mm->env_start = mm->arg_end;
	mm->env_end = mm->arg_end ? point_at_strings(&word, bprm->envc, mm->env_start) : 0;
	if (!mm->env_end)
		return -EFAULT;
	memcpy(word, mm->saved_auxv, 2 * AUXV_PAIRS * sizeof(u32));
	if (copy_to_user((void __user *)sp, table, table_words(bprm) * sizeof(u32)))
		return -EFAULT;
	return 0;
}

/* From `top` down: strings, 16 random bytes, the table. Returns the stack pointer or -errno. */
static unsigned long build_stack(struct linux_binprm *bprm, unsigned long top)
{
	unsigned long strings = top, random, sp;
	u8 bytes[16];
	u32 *table;
	int err = transfer_args_to_stack(bprm, &strings);

	if (err)
		return err;
	random = ALIGN_DOWN(strings, 16) - sizeof(bytes);
	get_random_bytes(bytes, sizeof(bytes));
	if (copy_to_user((void __user *)random, bytes, sizeof(bytes)))
		return -EFAULT;
	write_auxv(bprm, random);

	sp = ALIGN_DOWN(random - table_words(bprm) * sizeof(u32), 16);
	table = kvmalloc_array(table_words(bprm), sizeof(u32), GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	err = write_table(bprm, table, sp, strings);
	kvfree(table);
	return err ?: sp;
}

/* Scripts have a handler of their own (fs/binfmt_script.c). */
static void explain(const struct linux_binprm *bprm)
{
	if (!memcmp(bprm->buf, ELFMAG, SELFMAG))
		pr_warn_ratelimited("%s: an ELF program; this machine runs wasm32\n", bprm->interp);
	else if (memcmp(bprm->buf, "#!", 2))
		pr_info_ratelimited("%s: not a WebAssembly module\n", bprm->interp);
}

static int load_wasm_binary(struct linux_binprm *bprm)
{
	struct image_info info = { };
	struct mm_struct *mm;
	unsigned long sp;
	int err;

	if (memcmp(bprm->buf, wasm_magic, sizeof(wasm_magic))) {
		explain(bprm);
		return -ENOEXEC;
	}
	err = prepare(bprm, &info);
	if (err)
		return err;

	err = begin_new_exec(bprm);
	if (err)
		return err;
	setup_new_exec(bprm);

	mm = current->mm;
	mm->start_brk = mm->brk = info.brk;
	sp = build_stack(bprm, info.sp);
	if (IS_ERR_VALUE(sp))
		return sp;
	mm->start_stack = sp;
	finalize_exec(bprm);
	start_thread(current_pt_regs(), 0, sp);
	return 0;
}

static struct linux_binfmt wasm_format = {
	.module = THIS_MODULE,
	.load_binary = load_wasm_binary,
};

static int __init wasm_init(void)
{
	BUILD_BUG_ON(2 * AUXV_PAIRS > AT_VECTOR_SIZE);
	BUILD_BUG_ON(sizeof(struct image_info) != LKL_IMAGE_INFO_SIZE);
	register_binfmt(&wasm_format);
	return 0;
}
core_initcall(wasm_init);
