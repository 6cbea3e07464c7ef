/* Programs executed by descriptor: execveat, fexecve, memory files, scripts, close-on-exec. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "errno_name.h"

static char dir[] = "/tmp/exec_fd_XXXXXX";
static char *const args[] = { "again", "an argument", NULL }, *const env[] = { "ONE=1", NULL };

/* flags < 0: fexecve. */
static void run(const char *what, int fd, const char *path, int flags)
{
	int status;
	printf("%s: ", what);
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		if (flags < 0) fexecve(fd, args, env);
		else syscall(SYS_execveat, fd, path, args, env, flags);
		printf("%s\n", errno_name(errno));
		_exit(126);
	}
	waitpid(pid, &status, 0);
	printf("  exited %d\n", WEXITSTATUS(status));
}

static int copy(int from, int to)
{
	static char piece[65536];
	int n;
	lseek(from, 0, SEEK_SET);
	while ((n = read(from, piece, sizeof piece)) > 0) if (write(to, piece, n) != n) return -1;
	fchmod(to, 0755);
	return n;
}

static int script(int fd)
{
	static const char text[] = "#!/bin/sh\necho \"script $# $1\"\nexit 8\n";
	write(fd, text, sizeof text - 1);
	fchmod(fd, 0755);
	return fd;
}

int main(int argc, char **argv)
{
	char path[64];
	if (argc == 2) {
		printf("argv '%s' '%s', environment '%s'\n", argv[0], argv[1], getenv("ONE"));
		return 7;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	mkdtemp(dir);
	int exe = open("/proc/self/exe", O_RDONLY), folder = open(dir, O_RDONLY|O_DIRECTORY);
	run("fexecve", exe, NULL, -1);
	run("execveat, empty path", exe, "", AT_EMPTY_PATH);
	fcntl(exe, F_SETFD, FD_CLOEXEC);
	run("closed on exec", exe, "", AT_EMPTY_PATH);
	run("empty path without the flag", exe, "", 0);
	run("no descriptor", -1, "", AT_EMPTY_PATH);
	run("unknown flag", exe, "", AT_EMPTY_PATH|1);
	run("a directory", folder, "", AT_EMPTY_PATH);
	run("absolute path", -1, "/proc/self/exe", 0);

	int made = openat(folder, "program", O_WRONLY|O_CREAT, 0600);
	printf("copied %d\n", copy(exe, made));
	close(made);
	symlinkat("program", folder, "link");
	run("in a directory", folder, "program", 0);
	run("through a link", folder, "link", 0);
	run("link not followed", folder, "link", AT_SYMLINK_NOFOLLOW);
	run("not a link", folder, "program", AT_SYMLINK_NOFOLLOW);
	run("missing", folder, "nothing", 0);
	run("below a file", exe, "x", 0);
	made = openat(folder, "program", O_RDONLY);
	fchmod(made, 0644);
	run("not executable", made, "", AT_EMPTY_PATH);
	fchmod(made, 0755);
	unlinkat(folder, "program", 0);
	run("deleted", made, "", AT_EMPTY_PATH);

	int memory = memfd_create("memory", 0), closed = memfd_create("closed", MFD_CLOEXEC);
	printf("memory files %d %d\n", copy(exe, memory), copy(exe, closed));
	run("memory file", memory, NULL, -1);
	run("closed on exec", closed, NULL, -1);
	snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
	run("by its path in /proc", -1, path, 0);
	run("empty memory file", memfd_create("empty", 0), NULL, -1);
	run("script in a memory file", script(memfd_create("script", 0)), NULL, -1);
	run("closed on exec", script(memfd_create("script", MFD_CLOEXEC)), NULL, -1);
	unlinkat(folder, "link", 0);
	return rmdir(dir);
}
