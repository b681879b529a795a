#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/* Swift does not import variadic functions: a message with headers to an explicit partition, copied. The headers stay the
   caller's when this fails. */
static inline rd_kafka_resp_err_t sluice_rd_kafka_produce(
    rd_kafka_t *rk, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_count, const void *value,
    size_t value_count, rd_kafka_headers_t *headers, void *opaque) {
  if (headers)
    return rd_kafka_producev(
        rk, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, key_count), RD_KAFKA_V_VALUE((void *)value, value_count), RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
  if (rd_kafka_produce(
          topic, partition, RD_KAFKA_MSG_F_COPY, (void *)value, value_count, key, key_count, opaque) == 0)
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  return rd_kafka_last_error();
}

static inline rd_kafka_error_t *sluice_rd_kafka_error(rd_kafka_resp_err_t code, const char *words) {
  return rd_kafka_error_new(code, "%s", words);
}
