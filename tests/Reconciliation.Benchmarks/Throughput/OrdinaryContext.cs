using Microsoft.EntityFrameworkCore;
using Npgsql;
using Reconciliation.Contracts;

namespace Reconciliation.Benchmarks.Throughput;

/// <summary>The message that the ordinary program and Wolverine publish.</summary>
public sealed record Publication(string Cle, decimal Ro, decimal Complementaire, int Lignes);

/// <summary>Its soin; <c>xmin</c> tells that another consumer was faster.</summary>
public sealed class OrdinarySoin
{
    public required string Cle { get; init; }

    public decimal Ro { get; set; }

    public decimal Complementaire { get; set; }

    public int Lignes { get; set; }

    public uint Version { get; init; }
}

/// <summary>A row of its outbox.</summary>
public sealed class OutboxRow
{
    public long Id { get; init; }

    public required string Contenu { get; init; }
}

/// <summary>The tables of the ordinary program; Wolverine uses them too, but for the outbox, of which it has its own.</summary>
public sealed class OrdinaryContext(DbContextOptions<OrdinaryContext> options) : DbContext(options)
{
    public DbSet<OrdinarySoin> Soins => Set<OrdinarySoin>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    /// <summary>Creates the tables in an empty database.</summary>
    public static async Task CreateSchemaAsync(string database)
    {
        await using var context = new OrdinaryContext(new DbContextOptionsBuilder<OrdinaryContext>().UseNpgsql(database).Options);
        await context.Database.EnsureCreatedAsync();
    }

    /// <summary>The messages in soins, and whether the outbox is empty.</summary>
    public static async Task<(long Processed, bool Published)> ProgressAsync(NpgsqlDataSource database)
    {
        await using var command =
            database.CreateCommand("""SELECT coalesce(sum("Lignes"), 0)::bigint, NOT EXISTS (SELECT FROM "Outbox") FROM "Soins" """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }

    /// <summary>Adds a line to its soin, to be saved by the caller.</summary>
    /// <returns>The message that says how the soin is now.</returns>
    public async Task<Publication> AddAsync(PaiementEmis line, CancellationToken cancellationToken)
    {
        var key = $"{line.BeneficiaireId}/{line.DateSoin:yyyy-MM-dd}/{line.ProfessionnelId}/{line.Depense}";
        var soin = await Soins.SingleOrDefaultAsync(s => s.Cle == key, cancellationToken);
        if (soin is null)
        {
            Soins.Add(soin = new OrdinarySoin { Cle = key });
        }

        soin.Lignes++;
        if (line is PaiementRoEmis)
        {
            soin.Ro += line.Montant;
        }
        else
        {
            soin.Complementaire += line.Montant;
        }

        return new(key, soin.Ro, soin.Complementaire, soin.Lignes);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<OrdinarySoin>(t =>
        {
            t.HasKey(s => s.Cle);
            t.Property(s => s.Version).IsRowVersion();
        });
        modelBuilder.Entity<OutboxRow>().HasKey(s => s.Id);
    }
}
