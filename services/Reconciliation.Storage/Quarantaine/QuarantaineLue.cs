using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>Which messages in quarantine to read.</summary>
/// <param name="Etats">The states, or any where empty.</param>
/// <param name="Part">The stream, or any.</param>
/// <param name="Regle">A rule that is among the reasons, or any.</param>
/// <param name="Origine">The way in, or any.</param>
/// <param name="Depuis">The earliest instant of first coming, or any.</param>
/// <param name="Avant">The instant before which it first came, or any.</param>
/// <param name="ApresId">The last message of the page before, or any.</param>
/// <param name="Limite">The most messages.</param>
public sealed record RequeteQuarantaine(
    IReadOnlyList<EtatQuarantaine> Etats,
    PartDeLigne? Part,
    string? Regle,
    string? Origine,
    DateTimeOffset? Depuis,
    DateTimeOffset? Avant,
    long? ApresId,
    int Limite);

/// <summary>Reads the quarantine, for agents.</summary>
/// <param name="source">The database.</param>
public sealed class QuarantaineLue(NpgsqlDataSource source)
{
    private const string Colonnes = "quarantaine_id, etat, part, origine, motifs, nombre, recu_le, dernier_le, version, length(corps)";

    // The newest first: what agents look at, and what a page goes on from does not move.
    private const string Page = $"""
        SELECT {Colonnes}
        FROM quarantaine
        WHERE (cardinality($1::smallint[]) = 0 OR etat = ANY ($1)) AND ($2::smallint IS NULL OR part = $2)
          AND ($3::text IS NULL OR $3 = ANY (regles)) AND ($4::text IS NULL OR origine = $4)
          AND ($5::timestamptz IS NULL OR recu_le >= $5) AND ($6::timestamptz IS NULL OR recu_le < $6)
          AND ($7::bigint IS NULL OR quarantaine_id < $7)
        ORDER BY quarantaine_id DESC
        LIMIT $8
        """;

    /// <summary>A page of messages, the newest first.</summary>
    /// <param name="requete">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MessageEnQuarantaine>> PageAsync(RequeteQuarantaine requete, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(Page);
        commande.Parameters.Add(new() { Value = requete.Etats.Select(e => (short)e).ToArray() });
        Ajouter(commande, (short?)requete.Part, NpgsqlDbType.Smallint);
        Ajouter(commande, requete.Regle, NpgsqlDbType.Text);
        Ajouter(commande, requete.Origine, NpgsqlDbType.Text);
        Ajouter(commande, requete.Depuis, NpgsqlDbType.TimestampTz);
        Ajouter(commande, requete.Avant, NpgsqlDbType.TimestampTz);
        Ajouter(commande, requete.ApresId, NpgsqlDbType.Bigint);
        commande.Parameters.Add(new() { Value = requete.Limite });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var messages = new List<MessageEnQuarantaine>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            messages.Add(Message(lecteur));
        }

        return messages;
    }

    /// <summary>A page of the work list of open messages, the oldest first.</summary>
    /// <param name="tranche">The bounds of their first coming; null: any.</param>
    /// <param name="regle">A rule of the contract that is among the reasons; null: any.</param>
    /// <param name="apres">The last message of the page before.</param>
    /// <param name="limite">The most messages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MessageEnQuarantaine>> ATraiterAsync(
        (DateTimeOffset? Depuis, DateTimeOffset? Avant) tranche,
        string? regle,
        (DateTimeOffset RecuLe, long QuarantaineId)? apres,
        int limite,
        CancellationToken cancellationToken)
    {
        // The rule is written into the statement: how rare it is decides whether its own index is read or that of the age.
        var parRegle = regle is null ? "" : Regle.Motifs.ContainsKey(regle)
            ? $"AND regles @> ARRAY['{regle}']"
            : throw new ArgumentOutOfRangeException(nameof(regle), "The contract has no such rule.");
        await using var commande = source.CreateCommand($"""
            SELECT {Colonnes}
            FROM quarantaine
            WHERE etat = 0 AND recu_le >= $1 AND recu_le < $2 AND (recu_le, quarantaine_id) > ($3, $4) {parRegle}
            ORDER BY recu_le, quarantaine_id
            LIMIT $5
            """);
        Ajouter(commande, tranche.Depuis ?? DateTimeOffset.MinValue, NpgsqlDbType.TimestampTz);
        Ajouter(commande, tranche.Avant ?? DateTimeOffset.MaxValue, NpgsqlDbType.TimestampTz);
        Ajouter(commande, apres?.RecuLe ?? DateTimeOffset.MinValue, NpgsqlDbType.TimestampTz);
        Ajouter(commande, apres?.QuarantaineId ?? 0, NpgsqlDbType.Bigint);
        Ajouter(commande, limite, NpgsqlDbType.Integer);
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(Message, cancellationToken);
    }

    /// <summary>One message and its original bytes; null if there is none.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(MessageEnQuarantaine Message, byte[] Corps)?> UnAsync(long quarantaineId, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand($"SELECT {Colonnes}, corps FROM quarantaine WHERE quarantaine_id = $1");
        commande.Parameters.Add(new() { Value = quarantaineId });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ReadAsync(cancellationToken) ? (Message(lecteur), lecteur.GetFieldValue<byte[]>(10)) : null;
    }

    /// <summary>What was done about a message, the oldest first.</summary>
    /// <param name="quarantaineId">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<SuiteDeQuarantaine>> SuitesAsync(long quarantaineId, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(
            "SELECT le, agent, issue, motif, corps_corrige, motifs FROM quarantaine_suite WHERE quarantaine_id = $1 ORDER BY suite_id");
        commande.Parameters.Add(new() { Value = quarantaineId });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var suites = new List<SuiteDeQuarantaine>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            suites.Add(new(
                lecteur.GetFieldValue<DateTimeOffset>(0),
                lecteur.GetString(1),
                (IssueDeSuite)lecteur.GetInt16(2),
                lecteur.IsDBNull(3) ? null : lecteur.GetString(3),
                lecteur.IsDBNull(4) ? null : EnTexte(lecteur.GetFieldValue<byte[]>(4)),
                Motifs(lecteur.GetString(5))));
        }

        return suites;
    }

    /// <summary>How many messages are open, by stream: from counters, as there may be very many.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyDictionary<PartDeLigne, long>> OuvertesAsync(CancellationToken cancellationToken)
    {
        var comptes = await Compteurs.ParAgeAsync(source, Compteurs.Quarantaine, [], cancellationToken);
        return Enum.GetValues<PartDeLigne>().ToDictionary(
            p => p, p => comptes.GetValueOrDefault(((short)p).ToString(CultureInfo.InvariantCulture))?.Sum() ?? 0);
    }

    /// <summary>Bytes as JSON can hold them.</summary>
    /// <param name="corps">The bytes.</param>
    public static CorpsDeMessage EnTexte(byte[] corps) => Utf8.IsValid(corps)
        ? new(EncodageDeCorps.Utf8, Encoding.UTF8.GetString(corps))
        : new(EncodageDeCorps.Base64, Convert.ToBase64String(corps));

    private static MessageEnQuarantaine Message(NpgsqlDataReader r) => new()
    {
        QuarantaineId = r.GetInt64(0),
        Etat = (EtatQuarantaine)r.GetInt16(1),
        Part = (PartDeLigne)r.GetInt16(2),
        Origine = r.GetString(3),
        Motifs = Motifs(r.GetString(4)),
        Nombre = r.GetInt32(5),
        RecuLe = r.GetFieldValue<DateTimeOffset>(6),
        DernierLe = r.GetFieldValue<DateTimeOffset>(7),
        Version = r.GetInt32(8),
        Taille = r.GetInt32(9),
    };

    private static IReadOnlyList<Rejet> Motifs(string json) => JsonSerializer.Deserialize(json, ContratsJson.Lisible.IReadOnlyListRejet)!;

    private static void Ajouter(NpgsqlCommand commande, object? valeur, NpgsqlDbType type) =>
        commande.Parameters.Add(new() { Value = valeur ?? DBNull.Value, NpgsqlDbType = type });
}
