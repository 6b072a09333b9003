// SPDX-License-Identifier: BSD-3-Clause
/*
 * A C++ application: tests the language's runtime support in the RTOS. It
 * prints TAP on the hypervisor's console; the last results are printed at exit,
 * by destructors of static objects.
 */
#include <stdio.h>
#include <stdlib.h>

#include <duet_new.h>
#include <duet_port.h>
#include <duet_rtos.h>

static int count;

static void point(bool ok, const char *name)
{
	char text[80];

	snprintf(text, sizeof(text), "%sok %d - c++: %s\n", ok ? "" : "not ",
		 ++count, name);
	duet_hypcon_puts(text);
}

/* ---- static objects -------------------------------------------------------*/

static char trace[16];
static int traced;

struct Traced {
	char letter;

	explicit Traced(char c) : letter(c)
	{
		trace[traced++] = c;
	}

	~Traced();
};

static Traced second('b'), third('c');
static Traced first __attribute__((init_priority(200)))('a');

/* In reverse order of construction; `first` was constructed first of all. */
Traced::~Traced()
{
	trace[traced++] = letter;
	if (this != &first)
		return;
	point(traced == 6 && trace[3] == 'c' && trace[4] == 'b' &&
	      trace[5] == 'a', "destructors at the end");
}

__attribute__((destructor)) static void last(void)
{
	point(traced == 6, "destructor function after them");
	duet_hypcon_puts("1..14\n");
	osDelay(50);		/* let the console drain */
}

template <int n> struct Many : Many<n - 1> {
	struct Member {
		int value;

		Member() : value(n) { }
		~Member() { value = 0; }
	} member;

	int sum() const { return member.value + Many<n - 1>::sum(); }
};

template <> struct Many<0> {
	int sum() const { return 0; }
};

/* More destructors than the C library can register without its heap. */
static int ended;

struct Counted {
	bool made = true;

	~Counted() { ended++; }
};

template <int n> struct Statics {
	static Counted object;

	static bool made()
	{
		return object.made && Statics<n - 1>::made();
	}
};

template <int n> Counted Statics<n>::object;

template <> struct Statics<0> {
	static bool made() { return true; }
};

struct CheckEnded {
	~CheckEnded() { point(ended == 60, "sixty destructors"); }
};

static CheckEnded check_ended __attribute__((init_priority(300)));

/* ---- local statics --------------------------------------------------------*/

static int constructed;

struct Slow {
	int value;

	Slow()
	{
		constructed++;
		osDelay(5);
		value = 42;
	}
};

static Slow &slow_object()
{
	static Slow object;

	return object;
}

static int outer()
{
	static int value = slow_object().value + 1;

	return value;
}

static int right;

static void use_slow(void *)
{
	right += slow_object().value == 42;
}

static osThreadId_t start(osThreadFunc_t fn, osPriority_t priority)
{
	osThreadAttr_t attr = {};

	attr.attr_bits = osThreadJoinable;
	attr.priority = priority;
	return osThreadNew(fn, nullptr, &attr);
}

static void local_statics()
{
	osThreadId_t threads[3];

	for (int i = 0; i < 3; i++)
		threads[i] = start(use_slow, osPriority_t(osPriorityHigh + i));
	for (auto t : threads)
		osThreadJoin(t);
	point(constructed == 1 && right == 3, "local static of three threads");
	point(outer() == 43 && outer() == 43, "local static by another");
}

/* ---- memory and classes ---------------------------------------------------*/

struct Shape {
	virtual int area() const = 0;
	virtual ~Shape() { ended++; }
};

struct Square : Shape {
	int side;

	explicit Square(int n) : side(n) { }
	int area() const override { return side * side; }
};

struct alignas(64) Line {
	char bytes[64];
};

static void memory()
{
	int before = ended;
	Shape *shape = new Square(7);
	auto *array = new Many<3>[4];
	Line *line = new Line;
	alignas(Square) char place[sizeof(Square)];
	Shape *placed = new (place) Square(3);

	point(shape->area() == 49 && placed->area() == 9, "virtual functions");
	placed->~Shape();
	delete shape;
	point(ended == before + 2, "virtual destructors");
	ended = before;
	point(array[3].sum() == 6, "array of objects");
	delete[] array;
	point((reinterpret_cast<uintptr_t>(line) & 63) == 0, "aligned object");
	delete line;
	point(!new (std::nothrow) char[64 << 20], "no memory, no exception");
	point(new char[0] != new char[0], "empty objects differ");
}

static void churn(void *)
{
	for (int i = 0; i < 200; i++) {
		auto *p = new Square(i);

		osThreadYield();
		right += p->area() == i * i;
		delete p;
	}
}

static void tests(void *)
{
	osThreadId_t a, b;

	point(traced == 3 && trace[0] == 'a' && trace[1] == 'b' &&
	      trace[2] == 'c', "constructors before main()");
	point(Statics<60>::made(), "sixty static objects");
	local_statics();
	memory();
	right = 0;
	a = start(churn, osPriorityLow);
	b = start(churn, osPriorityLow);
	osThreadJoin(a);
	osThreadJoin(b);
	point(right == 400, "new and delete of two threads");
	ended = 0;
	exit(0);
}

int main()
{
	osKernelInitialize();
	osThreadNew(tests, nullptr, nullptr);
	osKernelStart();
	return 1;
}
