/* Nothing: crt/wasm32/crt1.c needs no assembler to find its arguments. */
