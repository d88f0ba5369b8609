# ctrain as a Lambda function. Build the image of ctrain first, for the same platform.
FROM ctrain:0.1.0 AS ctrain

FROM amazon/aws-lambda-nodejs:22
# The only place that a function may write to.
ENV CTRAIN_CACHE_DIR=/tmp/ctrain
COPY --from=ctrain /app ${LAMBDA_TASK_ROOT}/node_modules/ctrain
COPY ctrain.yaml lambda.mjs ${LAMBDA_TASK_ROOT}/
CMD ["lambda.handler"]
