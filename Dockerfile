FROM python:3.12-slim

RUN useradd --create-home newsdesk && mkdir /data && chown newsdesk /data
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY retrieval retrieval
COPY corpus corpus
# The CPU build of torch from PyTorch's own index: the one on PyPI brings several GB of CUDA.
RUN pip install --no-cache-dir -c constraints.txt --extra-index-url https://download.pytorch.org/whl/cpu '.[slack,discord,rerank]'

USER newsdesk
ENV NEWSDESK_HOME=/data
VOLUME /data
ENTRYPOINT ["newsdesk"]
CMD ["run"]
