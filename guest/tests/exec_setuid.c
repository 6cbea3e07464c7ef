/* Ids and capabilities: dropped with setuid, given by set-user-ID files, except to those who have renounced it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char name[] = "/tmp/exec_setuid_XXXXXX";

static int any(const char *set)
{
	char line[256];
	unsigned long long bits = 0;
	FILE *f = fopen("/proc/self/status", "r");
	while (fgets(line, sizeof line, f)) if (!strncmp(line, set, 7)) sscanf(line + 7, "%llx", &bits);
	fclose(f);
	return bits != 0;
}

static void show(const char *when)
{
	uid_t u[3];
	gid_t g[3];
	getresuid(u, u + 1, u + 2);
	getresgid(g, g + 1, g + 2);
	printf("  %s: user %d %d %d, group %d %d %d, capabilities: effective %d, permitted %d, secure %lu\n",
		when, (int)u[0], (int)u[1], (int)u[2], (int)g[0], (int)g[1], (int)g[2], any("CapEff:"), any("CapPrm:"), getauxval(AT_SECURE));
}

static void run(const char *what, uid_t owner, gid_t group, int mode, uid_t as, int renounce)
{
	int status;
	chown(name, owner, group);
	chmod(name, mode);
	printf("%s\n", what);
	pid_t pid = fork();
	if (!pid) {
		setgroups(0, NULL);
		if (as) {
			setgid(as);
			setuid(as);
		}
		if (renounce) prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		show("before");
		execl(name, "x", "again", NULL);
		printf("  %s\n", errno == EACCES ? "EACCES" : strerror(errno));
		_exit(1);
	}
	waitpid(pid, &status, 0);
	printf("  exited %d\n", WEXITSTATUS(status));
}

static const char *result(int r)
{
	return !r ? "ok" : errno == EPERM ? "EPERM" : errno == EACCES ? "EACCES" : strerror(errno);
}

int main(int argc, char **argv)
{
	static char piece[65536];
	int n, status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2) {
		show("after");
		return 3;
	}
	int from = open("/proc/self/exe", O_RDONLY), to = mkstemp(name);
	while ((n = read(from, piece, sizeof piece)) > 0) write(to, piece, n);
	close(to);

	show("root");
	run("plain, root", 1000, 1000, 0755, 0, 0);
	run("set-user-ID and set-group-ID 1000, root", 1000, 1000, 06755, 0, 0);
	run("set-group-ID only, root", 1000, 1000, 02755, 0, 0);
	run("plain, nobody", 1000, 1000, 0755, 65534, 0);
	run("set-user-ID root, nobody", 0, 0, 04755, 65534, 0);
	run("set-user-ID and set-group-ID root, nobody", 0, 0, 06755, 65534, 0);
	run("set-user-ID 1000, nobody", 1000, 1000, 04755, 65534, 0);
	run("set-user-ID root, nobody, renounced", 0, 0, 06755, 65534, 1);
	run("set-user-ID root, for its group only, nobody", 0, 0, 04750, 65534, 0);
	run("not executable by anybody, root", 0, 0, 04644, 0, 0);

	chmod(name, 06755);
	chown(name, 1000, 1000);
	struct stat st;
	stat(name, &st);
	printf("chown leaves mode %o\n", st.st_mode & 07777);
	pid_t pid = fork();
	if (!pid) {
		setuid(1000);
		printf("owner: chown %s, chmod %s", result(chown(name, 0, 0)), result(chmod(name, 0700)));
		printf(", setuid back %s, setgroups %s\n", result(setuid(0)), result(setgroups(0, NULL)));
		show("without root");
		_exit(4);
	}
	waitpid(pid, &status, 0);
	pid = fork();
	if (!pid) {
		seteuid(1000);
		show("effective only");
		printf("  chown %s", result(chown(name, 0, 0)));
		printf(", back %s\n", result(seteuid(0)));
		show("root again");
		_exit(4);
	}
	waitpid(pid, &status, 0);
	return unlink(name);
}
