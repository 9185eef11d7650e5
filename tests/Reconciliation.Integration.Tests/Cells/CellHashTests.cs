using System.Globalization;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Cells;

/// <summary>The cell of a beneficiary is decided once for all: a server that decided otherwise would look where the rows are not.</summary>
public sealed class CellHashTests
{
    // Remainders of two to the power of n hang together: those of 16 give those of 2 and 4.
    private static readonly Dictionary<string, int> OfSixteen = new()
    {
        ["A0001234-01"] = 11,
        ["A0001234-02"] = 7,
        ["A9999999-99"] = 6,
        ["B1"] = 11,
        ["0"] = 9,
        ["x"] = 15,
        ["b-1"] = 7,
        ["Zoé-03"] = 1,
        ["00000000000000000000000000000001"] = 11,
    };

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(16)]
    public async Task Every_server_finds_the_same_cell(int cells)
    {
        await using var database = await TestDatabase.CreateAsync(CellDatabases.Of(cells));
        await using var source = database.CreateSource();
        foreach (var (beneficiaire, cell) in OfSixteen)
        {
            await using var command = source.CreateCommand("""
                INSERT INTO decision (decision_id, beneficiaire_id, date_soin, contenu, prise_le)
                VALUES (gen_random_uuid(), $1, '2026-01-01', '{}', now()) RETURNING tableoid::regclass::text
                """);
            command.Parameters.Add(new() { Value = beneficiaire });
            Assert.Equal(
                string.Create(CultureInfo.InvariantCulture, $"cellule_{cell % cells:00}.decision"),
                await command.ExecuteScalarAsync());
        }
    }

    [SkippableFact]
    public async Task Numbers_as_they_are_given_fill_all_cells_alike()
    {
        await using var database = await TestDatabase.CreateAsync(CellDatabases.Of(16));
        await using var source = database.CreateSource();
        await using var command = source.CreateCommand("""
            WITH rangees AS (
                INSERT INTO decision (decision_id, beneficiaire_id, date_soin, contenu, prise_le)
                SELECT gen_random_uuid(), 'A' || lpad(n::text, 7, '0') || '-0' || n % 4, '2026-01-01', '{}', now()
                FROM generate_series(1, 16000) AS s(n)
                RETURNING tableoid)
            SELECT min(nombre), max(nombre), count(*) FROM (SELECT count(*) AS nombre FROM rangees GROUP BY tableoid) AS c
            """);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(16, reader.GetInt64(2));
        Assert.InRange(reader.GetInt64(0), 850, 1_000);
        Assert.InRange(reader.GetInt64(1), 1_000, 1_150);
    }
}
