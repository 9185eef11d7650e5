using System.Buffers;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Storage;

/// <summary>A place in the journal: what is read next comes after it.</summary>
/// <param name="Transaction">The transaction of the entry.</param>
/// <param name="Position">Its position.</param>
public readonly record struct PlaceDansLeJournal(ulong Transaction, long Position);

/// <summary>A version as it is published.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="SoinId">The soin.</param>
/// <param name="Version">The version.</param>
/// <param name="SituationPrecedente">The situation before; null at the first version.</param>
/// <param name="Vue">The view, as JSON in UTF-8.</param>
/// <param name="EcritLe">When it was written.</param>
/// <param name="Trace">The W3C trace context of the transaction that wrote it, where that was sampled.</param>
public sealed record EntreePubliee(
    PlaceDansLeJournal Place,
    Guid SoinId,
    int Version,
    Situation? SituationPrecedente,
    ReadOnlyMemory<byte> Vue,
    DateTimeOffset EcritLe,
    string? Trace = null)
{
    /// <summary>Writes the event: the members of the view and <c>situationPrecedente</c>, without parsing either.</summary>
    /// <param name="sortie">Takes JSON in UTF-8.</param>
    public void EcrireSoinMisAJour(IBufferWriter<byte> sortie) => Ecrire(sortie, "", "}");

    /// <summary>Writes the same as a CloudEvent 1.0 in structured mode; its id is that of the message.</summary>
    /// <param name="sortie">Takes JSON in UTF-8.</param>
    public void EcrireCloudEvent(IBufferWriter<byte> sortie) => Ecrire(
        sortie,
        $"{{\"specversion\":\"1.0\",\"id\":\"{Identification.MessageId(SoinId, Version)}\",\"source\":\"{EvenementSoin.Source}\""
        + $",\"type\":\"{EvenementSoin.Type}\",\"subject\":\"{SoinId}\",\"time\":\"{InstantUtcConverter.Format(EcritLe)}\""
        + $",\"datacontenttype\":\"application/json\",\"dataschema\":\"{EvenementSoin.SchemaDesDonnees}\",\"data\":",
        "}}");

    /// <summary>The same as an element of the feed, with the place after it.</summary>
    /// <param name="curseur">The place, as the feed writes it; nothing in it needs escaping.</param>
    public string EnElementDeFlux(string curseur)
    {
        var sortie = new ArrayBufferWriter<byte>(Vue.Length + 256);
        Ecrire(sortie, "", $",\"curseur\":\"{curseur}\"}}");
        return Encoding.UTF8.GetString(sortie.WrittenSpan);
    }

    // The members of the view and one more, between two texts.
    private void Ecrire(IBufferWriter<byte> sortie, string avant, string apres)
    {
        Encoding.ASCII.GetBytes(avant, sortie);
        sortie.Write(Vue.Span[..^1]);
        Encoding.ASCII.GetBytes($",\"situationPrecedente\":{EnJson(SituationPrecedente)}{apres}", sortie);
    }

    internal static string EnJson(Situation? situation) =>
        situation is { } connue ? $"\"{JsonNamingPolicy.CamelCase.ConvertName(connue.ToString())}\"" : "null";
}

/// <summary>Reads the journal in the order in which it may be read.</summary>
/// <param name="source">The database.</param>
public sealed class Journal(NpgsqlDataSource source)
{
    /// <summary>Reads on.</summary>
    /// <param name="apres">The place after which to read.</param>
    /// <param name="limite">The most entries.</param>
    /// <param name="adherentId">The member of whom to read; null: of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<EntreePubliee>> LireAsync(
        PlaceDansLeJournal apres, int limite, string? adherentId, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(adherentId is null ? SqlDuJournal.LireJournal : SqlDuJournal.LireJournalDUnAdherent);
        return await LireAsync(commande, apres, limite, adherentId, cancellationToken);
    }

    /// <summary>Reads on what is to be published; the views that are at hand are not asked of the database.</summary>
    /// <param name="apres">The place after which to read.</param>
    /// <param name="limite">The most entries.</param>
    /// <param name="vues">The views that are at hand; they are taken out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<EntreePubliee>> LireAPublierAsync(
        PlaceDansLeJournal apres, int limite, VuesRecentes vues, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(SqlDuJournal.LireJournalSansVues);
        var entrees = vues.Completer(await LireAsync(commande, apres, limite, null, cancellationToken));
        return await CompleterAsync(entrees, cancellationToken);
    }

    /// <summary>The last place that may be read: when it moves, there is something to read.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PlaceDansLeJournal> DernierePlaceAsync(CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(SqlDuJournal.DernierePlace);
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ReadAsync(cancellationToken) ? Lecteurs.Place(lecteur) : default;
    }

    /// <summary>Whether an entry of a soin stands at a place: not so if the place is one of another journal, such as that before a restore.</summary>
    /// <param name="place">The place.</param>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> ContientAsync(PlaceDansLeJournal place, Guid soinId, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(SqlDuJournal.EstDansLeJournal).A(place);
        commande.Parameters.Add(new() { Value = soinId });
        return await commande.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>When the first entry after a place was written, one that may not be read yet included; null: there is none.</summary>
    /// <param name="place">The place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DateTimeOffset?> PremiereApresAsync(PlaceDansLeJournal place, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(SqlDuJournal.PremiereApres).A(place);
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ReadAsync(cancellationToken) ? lecteur.GetFieldValue<DateTimeOffset>(0) : null;
    }

    private static async Task<List<EntreePubliee>> LireAsync(
        NpgsqlCommand commande, PlaceDansLeJournal apres, int limite, string? adherentId, CancellationToken cancellationToken)
    {
        commande.A(apres).Parameters.Add(new() { Value = limite });
        if (adherentId is not null)
        {
            commande.Parameters.Add(new() { Value = adherentId });
        }

        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(Entree, cancellationToken);
    }

    // Reads the views that are missing. What has none by then was erased since it was read, and is left out.
    internal async Task<EntreePubliee[]> CompleterAsync(EntreePubliee[] entrees, CancellationToken cancellationToken)
    {
        var rangs = Enumerable.Range(0, entrees.Length).Where(i => entrees[i].Vue.IsEmpty).ToDictionary(i => entrees[i].Place);
        if (rangs.Count == 0)
        {
            return entrees;
        }

        await using var commande = source.CreateCommand(SqlDuJournal.LireVuesDuJournal);
        commande.Parameters.Add(new() { Value = rangs.Keys.Select(p => p.Transaction).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8 });
        commande.Parameters.Add(new() { Value = rangs.Keys.Select(p => p.Position).ToArray() });
        commande.Parameters.Add(new() { Value = rangs.Values.Select(i => entrees[i].EcritLe.UtcDateTime).ToArray() });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        foreach (var (place, vue) in await lecteur.ToutAsync(r => (Lecteurs.Place(r), r.GetFieldValue<byte[]>(2)), cancellationToken))
        {
            entrees[rangs[place]] = entrees[rangs[place]] with { Vue = vue };
        }

        return Array.FindAll(entrees, e => !e.Vue.IsEmpty);
    }

    private static EntreePubliee Entree(NpgsqlDataReader r) => new(
        Lecteurs.Place(r),
        r.GetGuid(2),
        r.GetInt32(3),
        r.IsDBNull(4) ? null : (Situation)r.GetInt16(4),
        r.IsDBNull(5) ? default(ReadOnlyMemory<byte>) : r.GetFieldValue<byte[]>(5),
        r.GetFieldValue<DateTimeOffset>(6),
        r.IsDBNull(7) ? null : r.GetString(7));
}

/// <summary>Gives a place to a statement, as its next two parameters.</summary>
internal static class ParametresDePlace
{
    public static NpgsqlCommand A(this NpgsqlCommand commande, PlaceDansLeJournal place)
    {
        commande.Parameters.Add(new() { Value = place.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        commande.Parameters.Add(new() { Value = place.Position });
        return commande;
    }
}
