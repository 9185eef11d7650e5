using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Benchmarks.Store;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Domain;
using Reconciliation.Storage;
using ZstdSharp;

namespace Reconciliation.Benchmarks.Scenarios;

/// <summary>
/// Trains the dictionaries that a version brings along, on made-up payments, and says how many bytes a record takes with them and with
/// those of now, on other payments than they were trained on. They are written to <c>artifacts/dictionnaires</c>: decision 32 says how one
/// is put in force.
/// </summary>
internal static class DictionariesScenario
{
    private const int LinesPerBatch = 500;

    // Small records have less to share: a larger dictionary saves nothing more on them.
    private static readonly (string Name, string Sql, int Bytes, RecordPacker Now)[] Kinds =
    [
        ("vues", "SELECT vue_octets FROM journal", 32 * 1024, RecordPackers.Vues),
        ("lignes", "SELECT contenu_octets FROM ligne", 8 * 1024, RecordPackers.Lignes),
        ("causes", "SELECT cause_octets FROM journal", 8 * 1024, RecordPackers.Causes),
    ];

    public static async Task RunAsync(Run run)
    {
        var size = (int)run.Plan.Size(6_000, 2_000);
        var learnt = await RecordsAsync(run, seed: 1, size);
        var others = await RecordsAsync(run, seed: 100, size / 3);
        var folder = Directory.CreateDirectory(Path.Combine("artifacts", "dictionnaires"));
        var number = RecordPackers.Shipped.Max(s => s.Number);
        foreach (var (name, _, bytes, now) in Kinds)
        {
            var trained = DictBuilder.TrainFromBufferFastCover(
                learnt.SelectMany(traffic => traffic.Value[name]), RecordPacker.CompressionLevelNumber, bytes).ToArray();
            BinaryPrimitives.WriteUInt32LittleEndian(trained.AsSpan(sizeof(uint)), ++number);
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{name}-{number}.zdict"), trained, run.Stop);
            foreach (var (traffic, records) in others)
            {
                var plain = records[name].Average(r => r.Length);
                var (before, after) = (Mean(records[name], now), Mean(records[name], new(trained)));
                run.Results.Add($"dictionnaires.{name}.{traffic}.maintenant", before);
                run.Results.Add($"dictionnaires.{name}.{traffic}.appris", after);
                Console.WriteLine($"  {name} of {traffic}: {plain:0} bytes, packed as now {before:0}, with {name}-{number} {after:0}");
            }
        }
    }

    private static double Mean(IEnumerable<byte[]> records, RecordPacker packer) => records.Average(r => packer.Pack(r).Length);

    // By traffic, then by kind. Each goes through the one transaction in small batches, so that soins have their first versions too.
    private static async Task<IReadOnlyDictionary<string, Dictionary<string, List<byte[]>>>> RecordsAsync(Run run, int seed, int soins)
    {
        var records = new Dictionary<string, Dictionary<string, List<byte[]>>>();
        foreach (var (traffic, lines) in new[] { ("demonstration", Demonstration(seed)), ("magasin", Store(seed, soins)) })
        {
            var database = await run.Servers.DatabaseAsync();
            await using (var source = NpgsqlDataSource.Create(database + ";Pooling=false"))
            {
                await Migrator.MigrateAsync(source, default);
            }

            await using var host = StoreServices.On(database);
            foreach (var batch in lines.Chunk(LinesPerBatch))
            {
                await host.GetRequiredService<Reconciler>().ReconcileLignesAsync(batch, run.Stop);
            }

            records[traffic] = await ReadAsync(host.GetRequiredService<NpgsqlDataSource>(), run.Stop);
            await run.Servers.DropAsync(database);
        }

        return records;
    }

    private static async Task<Dictionary<string, List<byte[]>>> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, List<byte[]>>();
        foreach (var (name, sql, _, _) in Kinds)
        {
            await using var command = source.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var records = all[name] = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                records.Add(RecordPackers.Unpack(reader.GetFieldValue<byte[]>(0)));
            }
        }

        return all;
    }

    private static ReceivedLigne[] Demonstration(int seed) =>
        [.. new Generator(seed, TimeProvider.System.GetUtcNow()).Paiements.Select(Read)];

    private static ReceivedLigne[] Store(int seed, int soins)
    {
        var shape = new StoreShape(seed, TimeProvider.System.GetUtcNow(), due: null);
        ReceivedLigne[] lines =
        [
            .. Enumerable.Range(0, soins / StoreShape.SoinsPerFamily).SelectMany(shape.Family)
                .SelectMany(s => new[] { s.First, s.Second }.OfType<ReceivedLigne>()),
        ];
        new Random(seed).Shuffle(lines);
        return lines;
    }

    private static ReceivedLigne Read(PaiementEmis paiement) => PaymentReader.Read(
        paiement is PaiementRoEmis ? Part.Ro : Part.Complementaire, Encoding.UTF8.GetBytes(StoredJson.Write(paiement)),
        Paris.Day(TimeProvider.System.GetUtcNow()), PaymentStreams.Product)
        .Ligne ?? throw new InvalidOperationException("A payment of the demonstration is refused.");
}
