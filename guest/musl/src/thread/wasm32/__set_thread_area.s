# The thread pointer: a global, so that each instance over a shared memory has its own.
	.globaltype	__wasm_tp, i32
	.globl	__wasm_tp
__wasm_tp:

	.globl	__set_thread_area
	.hidden	__set_thread_area
	.type	__set_thread_area,@function
__set_thread_area:
	.functype	__set_thread_area (i32) -> (i32)
	local.get	0
	global.set	__wasm_tp
	i32.const	0
	end_function
