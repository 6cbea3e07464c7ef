# Address of the frame of a handler that is to run, or 0. The host sets it, __sig_deliver clears it.
	.globaltype	__sig_frame, i32
	.globl	__sig_frame
__sig_frame:

# Number of handlers that run inside code whose stack cannot be captured.
	.globaltype	__uncapturable, i32
	.globl	__uncapturable
	.hidden	__uncapturable
__uncapturable:
