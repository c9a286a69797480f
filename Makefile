# Every path is relative: the checkout may lie in a folder of any name.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench battery lock

PYTHON := .venv/bin/python
PORT ?= 8000
export PORT

help:  ## 列出可用的目标 (list targets)
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup:  ## 建立 .venv，锁定文件不变则不重做 (make .venv from requirements.lock)
	@sh .ci/setup

demo: setup  ## 建演示区并在 http://127.0.0.1:8000 运行 (PORT= 改端口)
	@PORTAL_PROFILE=demo exec $(PYTHON) manage.py demo

test: setup  ## 全部测试 (whole test suite)
	@$(PYTHON) -m tests.browser
	PORTAL_PROFILE=test $(PYTHON) -m tests.side_by_side -m "not battery"

battery: setup  ## 长时间的可靠性试验 (long trials)
	@$(PYTHON) -m tests.browser
	PORTAL_PROFILE=test $(PYTHON) -m pytest -m battery

lint: setup  ## 静态检查 (ruff, mypy)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

bench: setup  ## 性能测量 (benchmarks)
	$(PYTHON) -m bench

lock:  ## 由 pyproject.toml 重做 requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock
