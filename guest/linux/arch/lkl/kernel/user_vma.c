// SPDX-License-Identifier: GPL-2.0
/*
 * A process's memory is the host's, yet generic code wants a VMA for it: without one,
 * /proc/PID/{cmdline,environ,maps,mem} and ptrace find nothing (__access_remote_vm() in
 * mm/nommu.c). One shared mapping of one file stands for it; nothing is allocated.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

#include <asm/entry.h>

/* VM_IO: get_user_pages() must refuse, or it would hand out kernel pages at user addresses. */
static int memory_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_IO | VM_PFNMAP);
	return 0;
}

static unsigned long memory_area(struct file *file, unsigned long addr, unsigned long len,
				 unsigned long pgoff, unsigned long flags)
{
	return PAGE_SIZE;
}

static unsigned int memory_capabilities(struct file *file)
{
	return NOMMU_MAP_DIRECT | NOMMU_MAP_READ | NOMMU_MAP_WRITE | NOMMU_MAP_EXEC;
}

static const struct file_operations memory_fops = {
	.mmap = memory_mmap,
	.get_unmapped_area = memory_area,
	.mmap_capabilities = memory_capabilities,
};

static struct file *memory_file(void)
{
	static struct file *file;

	if (IS_ERR_OR_NULL(file))
		file = anon_inode_getfile("[memory]", &memory_fops, NULL, O_RDWR);
	return file;
}

/*
 * For the current process, unless it has its VMA (a vfork child shares its parent's).
 * All processes share one vm_region: two of different size at one address would be a
 * BUG() in add_nommu_region(), so address, length and offset never vary.
 */
int lkl_map_user_vma(void)
{
	struct file *file = memory_file();
	unsigned long addr;

	if (current->mm->map_count)
		return 0;
	if (IS_ERR(file))
		return PTR_ERR(file);
	addr = vm_mmap(file, 0, TASK_SIZE - PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	return IS_ERR_VALUE(addr) ? addr : 0;
}
