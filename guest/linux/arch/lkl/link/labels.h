/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A label in a data section of wasm. order.S opens a section with its start label, every
 * object of the kernel adds its pieces, end.S closes it with its end label.
 */
.macro	label section, name, align=2
	.section	\section,"",@
	.p2align	\align
	.globl		\name
\name:
	.size		\name, 0
.endm
