using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Reconciliation.Bus;
using Reconciliation.Domain;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>
/// The least that any program could do here: the bare client reads batches, one statement adds them to a row of four columns a soin,
/// one confirmed publication of that row a soin, then the acknowledgement. It keeps no line, knows no duplicate, pairs nothing, judges
/// nothing and has no history; a crash between commit and acknowledgement counts a batch twice.
/// </summary>
internal sealed class Ceiling(NpgsqlDataSource database, IConnection connection) : IAsyncDisposable
{
    private const int Batch = 500;
    private const int ConsumersPerQueue = 2;
    private const string Schema =
        "CREATE TABLE soin (cle text PRIMARY KEY, ro bigint NOT NULL, complementaire bigint NOT NULL, lignes int NOT NULL)";

    private const string Upsert = """
        INSERT INTO soin AS s (cle, ro, complementaire, lignes)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::int[])
        ON CONFLICT (cle) DO UPDATE SET ro = s.ro + excluded.ro, complementaire = s.complementaire + excluded.complementaire,
            lignes = s.lignes + excluded.lignes
        """;

    private readonly List<IChannel> _channels = [];

    public static async Task CreateSchemaAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(Schema);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts consuming; goes on until it is disposed.</summary>
    public async Task StartAsync()
    {
        foreach (var queue in new[] { Part.Ro.Queue, Part.Complementaire.Queue })
        {
            for (var i = 0; i < ConsumersPerQueue; i++)
            {
                await ConsumeAsync(queue, ro: queue == Part.Ro.Queue);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            await channel.DisposeAsync();
        }
    }

    private async Task ConsumeAsync(string queue, bool ro)
    {
        var channel = await connection.CreateChannelAsync();
        var confirms = await Confirms.OpenAsync(connection);
        _channels.AddRange([channel, confirms.Channel]);
        await channel.BasicQosAsync(0, Batch * 2, global: false);
        var pending = System.Threading.Channels.Channel.CreateUnbounded<(ulong Tag, byte[] Body)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            pending.Writer.TryWrite((message.DeliveryTag, message.Body.ToArray()));
            return Task.CompletedTask;
        };
        _ = Task.Run(async () =>
        {
            var batch = new List<(ulong Tag, byte[] Body)>(Batch);
            while (await pending.Reader.WaitToReadAsync())
            {
                while (batch.Count < Batch && pending.Reader.TryRead(out var message))
                {
                    batch.Add(message);
                }

                await ProcessAsync(batch, ro, confirms);
                await channel.BasicAckAsync(batch[^1].Tag, multiple: true);
                batch.Clear();
            }
        });
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }

    private async Task ProcessAsync(List<(ulong Tag, byte[] Body)> batch, bool ro, Confirms confirms)
    {
        var soins = new SortedDictionary<string, (long Cents, int Lines)>(StringComparer.Ordinal);
        foreach (var (_, body) in batch)
        {
            var (key, cents) = Read(body);
            var before = soins.GetValueOrDefault(key);
            soins[key] = (before.Cents + cents, before.Lines + 1);
        }

        string[] keys = [.. soins.Keys];
        long[] amounts = [.. soins.Values.Select(s => s.Cents)];
        var nothing = new long[keys.Length];
        await using var command = database.CreateCommand(Upsert);
        command.Parameters.Add(new() { Value = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = ro ? amounts : nothing, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = ro ? nothing : amounts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(
            new() { Value = soins.Values.Select(s => s.Lines).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        await command.ExecuteNonQueryAsync();
        await confirms.PublishAsync(ExchangeNames.Soins, soins.Select(s =>
            JsonSerializer.SerializeToUtf8Bytes(new Row(s.Key, ro ? s.Value.Cents : 0, ro ? 0 : s.Value.Cents, s.Value.Lines))));
    }

    // The four members that it needs, without reading the rest into objects.
    private static (string Key, long Cents) Read(byte[] body)
    {
        string beneficiary = "", day = "", professional = "";
        var (cents, depense) = (0m, 0m);
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual("beneficiaireId"u8) && reader.Read())
                beneficiary = reader.GetString()!;
            else if (name.SequenceEqual("dateSoin"u8) && reader.Read())
                day = reader.GetString()!;
            else if (name.SequenceEqual("professionnelId"u8) && reader.Read())
                professional = reader.GetString()!;
            else if (name.SequenceEqual("depense"u8) && reader.Read())
                depense = reader.GetDecimal();
            else if (name.SequenceEqual("montant"u8) && reader.Read())
                cents = reader.GetDecimal();
            else
                reader.Skip();
        }

        return ($"{beneficiary}/{day}/{professional}/{depense}", (long)(cents * 100));
    }

    private sealed record Row(string Cle, long Ro, long Complementaire, int Lignes);
}
