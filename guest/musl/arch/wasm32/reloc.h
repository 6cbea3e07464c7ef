/* Programs are static; these names only let the generic sources of the dynamic linker's neighbours compile. */
#define LDSO_ARCH "wasm32"

#define CRTJMP(pc,sp) __builtin_trap()
