use crate::error::MapError;

/// Where the parts of a new address space lie; bytes from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceLayout {
    /// End of the C stack, data and bss.
    pub image_end: u32,
    /// Initial program break. What lies between `image_end` and here is the host's (the capture area).
    pub brk_start: u32,
    /// Bytes that are kept for the heap: mapped areas begin above.
    pub brk_reserve: u32,
    /// Length that the memory can never exceed.
    pub limit: u32,
}

/// `MAP_*` bits that decide a place (mmap(2)).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MapFlags {
    /// `MAP_FIXED`: exactly there, instead of what is there.
    pub fixed: bool,
    /// `MAP_FIXED_NOREPLACE`: exactly there, or not at all.
    pub noreplace: bool,
}

impl MapFlags {
    /// From Linux's bits (`asm-generic/mman-common.h`); all others are the kernel's business.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self {
            fixed: bits & 0x10 != 0,
            noreplace: bits & 0x10_0000 != 0,
        }
    }
}

/// `MREMAP_*` bits (mremap(2)).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RemapFlags {
    /// `MREMAP_MAYMOVE`
    pub may_move: bool,
    /// `MREMAP_FIXED`
    pub fixed: bool,
}

impl RemapFlags {
    /// From Linux's bits (`linux/mman.h`). `MREMAP_DONTUNMAP` is not served.
    ///
    /// # Errors
    ///
    /// [`MapError::Invalid`] for a bit or a combination that cannot be served.
    pub const fn from_bits(bits: u32) -> Result<Self, MapError> {
        match bits {
            0 => Ok(Self {
                may_move: false,
                fixed: false,
            }),
            1 => Ok(Self {
                may_move: true,
                fixed: false,
            }),
            3 => Ok(Self {
                may_move: true,
                fixed: true,
            }),
            _ => Err(MapError::Invalid),
        }
    }
}
