using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Reconciliation.Storage;

/// <summary>
/// The journal is kept by the month in which its entries were written, so that what is too old goes as a table and not row by row.
/// Nobody else names a partition: statements name <c>journal</c>. What falls in a month without one lies in <see cref="ParDefaut"/>,
/// so that nothing is refused where nobody has made one in time.
/// </summary>
public static class PartitionsDuJournal
{
    /// <summary>How many months are made ahead.</summary>
    public const int MoisDAvance = 3;

    /// <summary>How long a partition waits for the tables that it must have for itself: engines wait behind it.</summary>
    public static readonly TimeSpan AttenteVerrou = TimeSpan.FromSeconds(2);

    /// <summary>How often it is tried again after that.</summary>
    public const int EssaisMax = 10;

    /// <summary>The most entries of an old month that are put aside, so that the rest may go; a month with more is left.</summary>
    public const int RestesMax = 20_000;

    private const string ParDefaut = "journal_defaut";

    // Two that make or remove partitions take turns.
    private const int Verrou = 101;

    /// <summary>
    /// The table, as the model of Entity Framework cannot say it. A key must contain what the table is parted by; so that one soin has
    /// each version once is kept by an index of each partition, across months by the locks under which versions are counted, and
    /// <c>recon verify</c> counts them.
    /// </summary>
    internal const string Table = """
        CREATE TABLE IF NOT EXISTS journal (
            -- The transaction that wrote it: what a reader may pass is what no transaction in progress can still precede.
            transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
            position bigint GENERATED ALWAYS AS IDENTITY,
            beneficiaire_id text COLLATE "C" NOT NULL,
            soin_id uuid NOT NULL,
            version integer NOT NULL,
            -- The member whom the view concerned then, and the others; null for nearly every version.
            adherent_id text COLLATE "C" NOT NULL,
            autres_adherents text[] COLLATE "C",
            situation_precedente smallint,
            -- What caused the version: lines, the deadline, or a décision.
            cause json NOT NULL,
            vue json NOT NULL,
            ecrit_le timestamptz NOT NULL,
            -- The W3C trace context of the transaction that wrote it, where that was sampled.
            trace text COLLATE "C",
            CONSTRAINT journal_pkey PRIMARY KEY (transaction, position, beneficiaire_id, ecrit_le)
        ) PARTITION BY RANGE (ecrit_le);
        CREATE INDEX IF NOT EXISTS journal_adherent ON journal (adherent_id, transaction, position);
        CREATE INDEX IF NOT EXISTS journal_autres_adherents ON journal USING gin (autres_adherents) WHERE autres_adherents IS NOT NULL;
        """;

    /// <summary>Makes the partitions of this month and the next ones, as the owner. Entries of theirs that lie in the default one move there.</summary>
    /// <param name="source">The database.</param>
    /// <param name="maintenant">Now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The names of those that were made.</returns>
    public static async Task<IReadOnlyList<string>> CreerAsync(NpgsqlDataSource source, DateTimeOffset maintenant, CancellationToken cancellationToken)
    {
        var creees = new List<string>();
        if (await SousVerrouAsync(source, ParDefaut, existe: false, CommandesParDefaut, cancellationToken))
        {
            creees.Add(ParDefaut);
        }

        for (var avance = 0; avance <= MoisDAvance; avance++)
        {
            var debut = Mois(maintenant).AddMonths(avance);
            if (await SousVerrouAsync(source, Nom(debut), existe: false, Commandes(Nom(debut), debut), cancellationToken))
            {
                creees.Add(Nom(debut));
            }
        }

        return creees;
    }

    /// <summary>The partitions whose entries are all older than an instant, the oldest first.</summary>
    /// <param name="source">The database.</param>
    /// <param name="avant">The first instant to keep.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<string>> AnciennesAsync(NpgsqlDataSource source, DateTimeOffset avant, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("""
            SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'journal'::regclass AND c.relname < $1 AND c.relname <> $2 ORDER BY 1
            """);
        commande.Parameters.Add(new() { Value = Nom(Mois(avant)), NpgsqlDbType = NpgsqlDbType.Name });
        commande.Parameters.Add(new() { Value = ParDefaut, NpgsqlDbType = NpgsqlDbType.Name });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(r => r.GetString(0), cancellationToken);
    }

    /// <summary>
    /// Removes a partition, as the owner. The few entries that are still in it, of soins that are kept, go to the default one, under the
    /// place in the journal that they have.
    /// </summary>
    /// <param name="source">The database.</param>
    /// <param name="nom">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is gone; false: too much is still in it.</returns>
    public static async Task<bool> RetirerAsync(NpgsqlDataSource source, string nom, CancellationToken cancellationToken)
    {
        await using (var compte = source.CreateCommand($"SELECT count(*) FROM (SELECT FROM {nom} LIMIT {RestesMax + 1}) AS restes"))
        {
            if ((long)(await compte.ExecuteScalarAsync(cancellationToken))! > RestesMax)
            {
                return false;
            }
        }

        return await SousVerrouAsync(
            source,
            nom,
            existe: true,
            $"""
            ALTER TABLE journal DETACH PARTITION {nom};
            INSERT INTO {ParDefaut} SELECT * FROM {nom};
            DROP TABLE {nom};
            """,
            cancellationToken);
    }

    /// <summary>The name of the partition that begins at an instant.</summary>
    /// <param name="debut">The first instant of a month, UTC.</param>
    internal static string Nom(DateTimeOffset debut) => string.Create(CultureInfo.InvariantCulture, $"journal_{debut:yyyy_MM}");

    private static DateTimeOffset Mois(DateTimeOffset instant) => new(instant.UtcDateTime.Year, instant.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private static string CommandesParDefaut => $"""
        CREATE TABLE {ParDefaut} (LIKE journal INCLUDING ALL EXCLUDING IDENTITY);
        CREATE UNIQUE INDEX {ParDefaut}_version ON {ParDefaut} (soin_id, version, beneficiaire_id);
        ALTER TABLE journal ATTACH PARTITION {ParDefaut} DEFAULT;
        """;

    // Attached, not created in its place: that asks nothing of those who write the journal, and of its readers only that they wait for
    // the default partition to be looked through, which is empty.
    private static string Commandes(string nom, DateTimeOffset debut)
    {
        var (de, a) = (Texte(debut), Texte(debut.AddMonths(1)));
        return $"""
            CREATE TABLE {nom} (LIKE journal INCLUDING ALL EXCLUDING IDENTITY);
            CREATE UNIQUE INDEX {nom}_version ON {nom} (soin_id, version, beneficiaire_id);
            LOCK TABLE {ParDefaut} IN ACCESS EXCLUSIVE MODE;
            WITH egarees AS (DELETE FROM {ParDefaut} WHERE ecrit_le >= {de} AND ecrit_le < {a} RETURNING *)
            INSERT INTO {nom} SELECT * FROM egarees;
            ALTER TABLE journal ATTACH PARTITION {nom} FOR VALUES FROM ({de}) TO ({a});
            """;

        static string Texte(DateTimeOffset instant) => string.Create(CultureInfo.InvariantCulture, $"'{instant:yyyy-MM-dd} 00:00+00'");
    }

    // A table that must be had for oneself is asked for briefly, again and again: behind who waits for one, everybody waits.
    private static async Task<bool> SousVerrouAsync(
        NpgsqlDataSource source, string nom, bool existe, string commandes, CancellationToken cancellationToken)
    {
        for (var essai = 1; ; essai++)
        {
            try
            {
                await using var connexion = await source.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connexion.BeginTransactionAsync(cancellationToken);
                await using var tour = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Exclusivite.Classe}, {Verrou})", connexion, transaction);
                await tour.ExecuteNonQueryAsync(cancellationToken);
                await using var present = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connexion, transaction);
                present.Parameters.Add(new() { Value = nom });
                if (await present.ExecuteScalarAsync(cancellationToken) is bool la && la != existe)
                {
                    return false;
                }

                var patience = string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {(int)AttenteVerrou.TotalMilliseconds};");
                await using var travail = new NpgsqlCommand(patience + commandes, connexion, transaction) { CommandTimeout = Parcours.DelaiTotaux };
                await travail.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable && essai < EssaisMax)
            {
                // Those who waited behind go first.
            }
        }
    }
}
