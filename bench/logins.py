"""The load of bench/logins: `logins.py burst|timing PORT SAMPLES`. Uses the standard library alone."""
import asyncio
import json
import math
import multiprocessing
import random
import statistics
import sys
import time

PASSWORD = "correct horse battery staple"
ACCOUNTS = 20
LOG_INS = 1_000
READERS = 4
READ_SECONDS = 5


class Connection:
    """One connection with one request at a time."""

    @staticmethod
    async def open(port):
        self = Connection()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def ask(self, method, path, body=None, token=None):
        text = b"" if body is None else json.dumps(body).encode()
        head = f"{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(text)}\r\n"
        head += "Content-Type: application/json\r\n" if body is not None else ""
        head += f"Authorization: Bearer {token}\r\n" if token else ""
        began = time.perf_counter()
        self.writer.write(head.encode() + b"\r\n" + text)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length = next((int(l.split(":")[1]) for l in lines if l.lower().startswith("content-length:")), 0)
        answer = await self.reader.readexactly(length)
        return int(lines[0].split()[1]), time.perf_counter() - began, answer

    def close(self):
        self.writer.close()


async def sign_up(port, name):
    connection = await Connection.open(port)
    body = {"email": f"{name}@example.com", "password": PASSWORD}
    status, _, answer = await connection.ask("POST", "/auth/signup", body)
    if status != 201:
        raise SystemExit(f"sign-up: {status} {answer!r}")
    connection.close()
    return json.loads(answer)["data"]["access_token"]


def quantile(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1_000


async def read(port, token, until, times):
    connection = await Connection.open(port)
    while not until():
        status, took, _ = await connection.ask("GET", "/tasks", token=token)
        times.append((status, took))
        await asyncio.sleep(0.005)
    connection.close()


def readers(port, token, end, times):
    """Runs in a process of its own: the log-ins keep this one busy, which would show in the times."""

    async def all_of_them():
        read_by = []
        await asyncio.gather(*(read(port, token, end.is_set, read_by) for _ in range(READERS)))
        return read_by

    times.put(asyncio.run(all_of_them()))


class Readers:
    def __init__(self, port, token):
        self.end = multiprocessing.Event()
        self.times = multiprocessing.Queue()
        self.process = multiprocessing.Process(target=readers, args=(port, token, self.end, self.times))
        self.process.start()

    def stop(self):
        self.end.set()
        times = self.times.get()
        self.process.join()
        return times


async def log_in(port, number, answers):
    began = time.perf_counter()
    connection = await Connection.open(port)
    body = {"email": f"burst{number % ACCOUNTS}@example.com", "password": PASSWORD}
    status, _, _ = await connection.ask("POST", "/auth/login", body)
    answers.append((status, time.perf_counter() - began))
    connection.close()


async def at_once(port):
    answers = []
    await asyncio.gather(*(log_in(port, i, answers) for i in range(LOG_INS)))
    return answers


async def burst(port):
    token = [await sign_up(port, f"burst{i}") for i in range(ACCOUNTS)][0]
    warm = Readers(port, token)
    await asyncio.sleep(READ_SECONDS)
    await at_once(port)
    warm.stop()
    quiet = Readers(port, token)
    await asyncio.sleep(READ_SECONDS)
    before = quiet.stop()
    busy = Readers(port, token)
    await asyncio.sleep(0.5)  # the process has started
    answers = await at_once(port)
    meanwhile = busy.stop()
    print(f"log-ins at once  {LOG_INS}")
    for status in sorted({status for status, _ in answers}):
        times = [took for each, took in answers if each == status]
        print(f"  {status}  {len(times):5}  p50 {quantile(times, 0.5):7.0f} ms  longest {max(times) * 1_000:7.0f} ms")
    for what, reads in (("before", before), ("meanwhile", meanwhile)):
        times = [took for _, took in reads]
        failed = sum(status != 200 for status, _ in reads)
        print(
            f"reads {what:9}  {len(reads):5}  p50 {quantile(times, 0.5):6.1f} ms"
            f"  p99 {quantile(times, 0.99):6.1f} ms  not 200: {failed}"
        )


def welch(one, other):
    error = statistics.variance(one) / len(one) + statistics.variance(other) / len(other)
    return (statistics.fmean(one) - statistics.fmean(other)) / math.sqrt(error)


async def compare(port, name, path, expected, samples, extra):
    connection = await Connection.open(port)
    times = {True: [], False: []}
    order = [True, False] * (samples // 2)
    random.shuffle(order)
    for number, known in enumerate([True, False] * 20 + order):
        # Addresses of one length, so that nothing but the account differs.
        email = "known0000@example.com" if known else f"other{number % 10_000:04}@example.com"
        status, took, answer = await connection.ask("POST", path, {"email": email, **extra})
        if status != expected:
            raise SystemExit(f"{name}: {status} {answer!r}")
        if number >= 40:
            times[known].append(took)
    connection.close()
    limit = quantile(times[True] + times[False], 0.95) / 1_000
    fast = {known: [t for t in each if t <= limit] for known, each in times.items()}
    for what, each in (("all", times), ("fastest 95 %", fast)):
        print(
            f"{name:8} {what:13} known {statistics.fmean(each[True]) * 1_000:8.3f} ms  unknown"
            f" {statistics.fmean(each[False]) * 1_000:8.3f} ms  t {welch(each[True], each[False]):+6.2f}"
        )


async def timing(port, samples):
    await sign_up(port, "known0000")
    await compare(port, "log-in", "/auth/login", 401, samples, {"password": "not the password"})
    await compare(port, "forgot", "/auth/password/forgot", 202, samples, {})


if __name__ == "__main__":
    what, port, samples = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    asyncio.run(burst(port) if what == "burst" else timing(port, samples))
