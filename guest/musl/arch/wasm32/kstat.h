/* asm-generic's struct stat64. Never filled on this machine: its times have 32 bits, so musl asks statx first. */
struct kstat {
	dev_t st_dev;
	ino_t st_ino;
	mode_t st_mode;
	nlink_t st_nlink;
	uid_t st_uid;
	gid_t st_gid;
	dev_t st_rdev;
	long long __st_rdev_padding;
	off_t st_size;
	blksize_t st_blksize;
	int __st_blksize_padding;
	blkcnt_t st_blocks;
	long st_atime_sec, st_atime_nsec;
	long st_mtime_sec, st_mtime_nsec;
	long st_ctime_sec, st_ctime_nsec;
	unsigned __unused[2];
};
