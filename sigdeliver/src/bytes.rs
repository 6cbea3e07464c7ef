//! Little-endian fields of fixed-size structures. An offset beyond the end reads as zero and writes nothing: both are
//! constants of the contract, and a test of each layout covers them.

pub(crate) fn read_u32(bytes: &[u8], offset: u32) -> u32 {
    u32::from_le_bytes(read_array(bytes, offset))
}

pub(crate) fn read_u64(bytes: &[u8], offset: u32) -> u64 {
    u64::from_le_bytes(read_array(bytes, offset))
}

pub(crate) fn read_array<const N: usize>(bytes: &[u8], offset: u32) -> [u8; N] {
    bytes
        .get(offset as usize..)
        .and_then(|rest| rest.first_chunk())
        .copied()
        .unwrap_or([0; N])
}

pub(crate) fn write(bytes: &mut [u8], offset: u32, field: &[u8]) {
    if let Some(to) = bytes.get_mut(offset as usize..).and_then(|rest| rest.get_mut(..field.len())) {
        to.copy_from_slice(field);
    }
}
