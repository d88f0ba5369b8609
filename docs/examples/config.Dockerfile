# The image of ctrain with the config of your models in it, for where nothing can be mounted.
FROM ctrain:0.1.0
COPY ctrain.yaml /work/
