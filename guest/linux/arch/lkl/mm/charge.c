// SPDX-License-Identifier: GPL-2.0
/*
 * The machine's budget. A process's memory is the host's, but for each of its pages one of
 * the kernel's own is taken out of use and never touched: so free(1) and MemFree tell the
 * truth, nobody gets more than there is, memory cgroups count, and what the kernel needs
 * beyond that has the OOM killer (mm/oom_kill.c) choose among processes of known size.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include <asm/area.h>

/*
 * This part of all memory is the kernel's alone: a process that asks for too much is told so
 * before the kernel itself runs short, and the OOM killer takes one that asked for nothing.
 */
#define RESERVE 16

#define FLAGS (GFP_HIGHUSER | __GFP_ACCOUNT | __GFP_NOWARN)

static void push(struct lkl_charge *charge, struct page *page, unsigned int order)
{
	set_page_private(page, (unsigned long)charge->blocks);
	page->index = order;
	charge->blocks = page;
	charge->pages += 1ul << order;
}

static struct page *pop(struct lkl_charge *charge, unsigned int *order)
{
	struct page *page = charge->blocks;

	*order = page->index;
	charge->blocks = (struct page *)page_private(page);
	charge->pages -= 1ul << *order;
	set_page_private(page, 0);
	page->index = 0;
	return page;
}

/* RLIMIT_AS counts what may_expand_vm() of mm/mmap.c would count. */
bool lkl_may_expand(struct mm_struct *mm, unsigned long pages)
{
	return mm->total_vm + pages <= rlimit(RLIMIT_AS) >> PAGE_SHIFT;
}

/* The largest block that is not too large; smaller ones where memory is in pieces. */
static bool take(struct lkl_charge *charge, unsigned long pages)
{
	unsigned int order = min_t(unsigned int, ilog2(pages), MAX_PAGE_ORDER);

	for (;;) {
		gfp_t how = order ? __GFP_NORETRY : __GFP_RETRY_MAYFAIL;
		struct page *page = alloc_pages(FLAGS | how, order);

		if (page) {
			push(charge, page, order);
			return true;
		}
		if (!order)
			return false;
		order = order > 2 ? order - 2 : 0;
	}
}

/* All or nothing. */
int lkl_charge(struct lkl_charge *charge, unsigned long pages)
{
	unsigned long before = charge->pages, goal = before + pages;

	if (si_mem_available() < (long)(pages + totalram_pages() / RESERVE))
		return -ENOMEM;
	while (charge->pages < goal) {
		if (take(charge, goal - charge->pages))
			continue;
		lkl_uncharge(charge, charge->pages - before);
		return -ENOMEM;
	}
	return 0;
}

/* A block that is too large becomes single pages, of which the rest is kept. */
static void give_back_part(struct lkl_charge *charge, struct page *page, unsigned int order,
			   unsigned long pages)
{
	unsigned long n;

	split_page(page, order);
	for (n = 0; n < 1ul << order; n++) {
		if (n < pages)
			__free_page(page + n);
		else
			push(charge, page + n, 0);
	}
}

void lkl_uncharge(struct lkl_charge *charge, unsigned long pages)
{
	while (pages && charge->blocks) {
		unsigned int order;
		struct page *page = pop(charge, &order);

		if (1ul << order > pages) {
			give_back_part(charge, page, order, pages);
			return;
		}
		__free_pages(page, order);
		pages -= 1ul << order;
	}
}

/* Every page that is mapped is there. add_mm_counter() would trace by a function of mm/memory.c. */
void lkl_set_resident(struct mm_struct *mm, unsigned long pages)
{
	percpu_counter_add(&mm->rss_stat[MM_ANONPAGES], (long)(pages - mm->context.resident));
	mm->context.resident = pages;
}

void lkl_count_resident(struct mm_struct *mm)
{
	lkl_set_resident(mm, mm->total_vm);
	update_hiwater_rss(mm);
	update_hiwater_vm(mm);
}
