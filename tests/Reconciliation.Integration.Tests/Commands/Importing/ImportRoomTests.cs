using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Commands.Importing;

/// <summary>A file that is imported fills quarantine no further than a producer does.</summary>
public sealed class ImportRoomTests
{
    // Messages alike, one short of as many as may be open; and few, that have all bytes but some.
    public static TheoryData<string, int> Full => new()
    {
        { "'{}'", QuarantaineRoom.OpenPerSenderMax - 1 },
        { $"convert_to(repeat('x', {(QuarantaineRoom.OpenBytesPerSenderMax / 4) - 100}), 'UTF8')", 4 },
    };

    [SkippableTheory]
    [MemberData(nameof(Full))]
    public async Task A_file_of_errors_stops_at_the_room_of_its_sender_and_goes_on_where_it_was_once_there_is_some(string body, int count)
    {
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var broker = await Broker.VirtualHostAsync();
        await using var instance = await TestInstance.StartAsync(database, broker);
        var environment = new Dictionary<string, string>
        {
            ["RECONCILIATION_RABBITMQ"] = broker.ToString(),
            ["RECONCILIATION_POSTGRES"] = database.ConnectionString,
        };
        await instance.RowsAsync($$"""
            INSERT INTO quarantaine (empreinte, part, origine, corps, motifs, regles, nombre, recu_le, dernier_le, etat, version,
                corrigee, emetteur)
            SELECT gen_random_uuid(), 0, 'import:autre', {{body}}, '[{"membre":"","regle":"json","motif":"x"}]', ARRAY['json'], 1, now(),
                now(), 0, 1, false, 'import'
            FROM generate_series(1, $1)
            """, count);
        var folder = Directory.CreateTempSubdirectory("recon-import-");
        try
        {
            var file = Path.Combine(folder.FullName, "erreurs.ndjson");
            await File.WriteAllLinesAsync(file, [
                PaymentRecords.Ro("PLEIN").ToJsonString(),
                PaymentRecords.Ro("PLEIN-2").With("canal", "pigeon").ToJsonString(),
                PaymentRecords.Ro("PLEIN-3").With("canal", "pigeon").ToJsonString(),
            ]);

            var (code, output, errors) = await ReconProcess.RunAsync(environment, "import", file);
            Assert.True(code == 1, output + errors);
            Assert.Contains(
                "As many refused records of imports wait in quarantine as may: 10000, or 64 MiB of them.", errors + output,
                StringComparison.Ordinal);
            Assert.Equal(0, await KeptAsync(instance));

            await instance.RowsAsync("UPDATE quarantaine SET etat = 2");
            var again = await ReconProcess.RunAsync(environment, "import", file);
            Assert.True(again.Code == 2, again.Output + again.Errors);
            Assert.Contains("1 acceptés, 2 rejetés", again.Output, StringComparison.Ordinal);
            await Eventually.HoldsAsync("the good one is a soin", async () => (await instance.SoinsAsync("PLEIN")).Count == 1);
            Assert.Equal(2, await KeptAsync(instance));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<long> KeptAsync(TestInstance instance) =>
        instance.CountAsync("SELECT count(*) FROM quarantaine WHERE origine LIKE 'import:erreurs%'");
}
