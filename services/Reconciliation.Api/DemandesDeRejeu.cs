using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Reads and judges what agents ask of the quarantine.</summary>
internal static class Demandes
{
    public static ReadOnlyMemory<byte>? Octets(this DemandeDeRejeu demande) =>
        demande.Corps is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } corps ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(corps.GetRawText()) : null;

    public static Task<(DemandeDeRejeu? Demande, IResult? Probleme)> LireUneAsync(HttpRequest requete, CancellationToken cancellationToken) =>
        Lecture.LireAsync(requete, ContratsJson.Lisible.DemandeDeRejeu, d => d.Motif, facultatif: true, cancellationToken);

    public static async Task<(DemandeDeRejeux? Demande, IResult? Probleme)> LirePlusieursAsync(HttpRequest requete, CancellationToken cancellationToken)
    {
        var (demande, probleme) = await Lecture.LireAsync(requete, ContratsJson.Lisible.DemandeDeRejeux, d => d.Motif, facultatif: false, cancellationToken);
        probleme ??= (demande!.Messages, demande.Filtre) switch
        {
            (null, null) or (not null, not null) => Problemes.ParametreInvalide("messages", "soit des messages, soit un filtre."),
            ({ Count: 0 or > Limites.RejeuxMax }, null) => Problemes.ParametreInvalide("messages", $"de 1 à {Limites.RejeuxMax} messages."),
            ({ } messages, null) when messages.Any(m => m is null) => Problemes.ParametreInvalide("messages", "des objets JSON."),
            (null, { Regle: { } regle }) when !Regle.Motifs.ContainsKey(regle) => Problemes.ParametreInvalide("filtre.regle", "une règle du contrat."),
            (null, { Limite: < 1 or > Limites.RejeuxMax }) => Problemes.ParametreInvalide("filtre.limite", $"de 1 à {Limites.RejeuxMax}."),
            _ => null,
        };
        return (probleme is null ? demande : null, probleme);
    }

    /// <summary>The messages with the version that each must have, and whether the filter finds more than the limit.</summary>
    public static async Task<(IReadOnlyList<(long Id, int Version)> Messages, bool Reste)> TrouverAsync(
        this DemandeDeRejeux demande, QuarantaineLue lectures, CancellationToken cancellationToken)
    {
        if (demande.Messages is { } messages)
        {
            return ([.. messages.DistinctBy(m => m.QuarantaineId).Select(m => (m.QuarantaineId, m.Version))], false);
        }

        var filtre = demande.Filtre!;
        var limite = filtre.Limite ?? Limites.RejeuxMax;
        var trouves = await lectures.PageAsync(
            new(
                [EtatQuarantaine.Ouverte],
                filtre.Part,
                filtre.Regle,
                filtre.Origine,
                Parametres.Debut(filtre.Du),
                Parametres.Fin(filtre.Au),
                filtre.AvantId,
                limite + 1),
            cancellationToken);
        return ([.. trouves.Take(limite).Select(m => (m.QuarantaineId, m.Version))], trouves.Count > limite);
    }
}

/// <summary>Reads the body of an agent's request.</summary>
internal static class Lecture
{
    public static async Task<(T? Demande, IResult? Probleme)> LireAsync<T>(
        HttpRequest requete,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        Func<T, string?> motif,
        bool facultatif,
        CancellationToken cancellationToken)
        where T : class
    {
        if (await Enregistrements.LireCorps(requete, cancellationToken) is not { } corps)
        {
            return (null, Problemes.CorpsTropGrand());
        }

        if (facultatif && corps.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return (null, null);
        }

        if (Enregistrements.Format(requete.ContentType) is not Enregistrements.FormatDeCorps.Json)
        {
            return (null, Problemes.TypeNonPrisEnCharge());
        }

        // What is no text would be stored as another one.
        if (!Utf8.IsValid(corps.Span))
        {
            return (null, Problemes.JsonInvalide());
        }

        try
        {
            using var document = JsonDocument.Parse(corps);
            if (document.RootElement.ValueKind != JsonValueKind.Object || document.Deserialize(type) is not { } demande)
            {
                return (null, Problemes.ParametreInvalide("corps", "un objet JSON."));
            }

            return motif(demande)?.Length > Limites.MotifMax
                ? (null, Problemes.ParametreInvalide("motif", $"au plus {Limites.MotifMax} caractères."))
                : (demande, null);
        }
        catch (JsonException e)
        {
            return (null, e.Path is { Length: > 2 } chemin ? Problemes.ParametreInvalide(Problemes.Court(chemin[2..]), "absent du contrat, ou d'un autre type.") : Problemes.JsonInvalide());
        }
    }
}
