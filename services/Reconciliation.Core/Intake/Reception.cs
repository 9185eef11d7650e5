using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Core;

/// <summary>What came of one message: a line, or the reasons why not.</summary>
/// <param name="Ligne">The line; null if refused.</param>
/// <param name="Rejets">The reasons; empty if accepted.</param>
public readonly record struct Recu(LigneRecue? Ligne, IReadOnlyList<Rejet> Rejets);

/// <summary>
/// The front door of every way in. Takes plain JSON, MassTransit's envelope and CloudEvents 1.0 in structured mode, told apart by
/// their members, not by what a producer may have written as content type. Never throws on bad input.
/// </summary>
public static class Reception
{
    private static readonly string[] MembresRo = ["base", "taux", "complementaire"];
    private static readonly string[] MembresComplementaires = ["contrat", "regimeObligatoire", "montantRoDeclare", "referenceRo"];

    /// <summary>Reads one message.</summary>
    /// <param name="part">The stream it came by.</param>
    /// <param name="corps">Its bytes.</param>
    /// <param name="aujourdHui">The day in Europe/Paris.</param>
    public static Recu Lire(Part part, ReadOnlyMemory<byte> corps, DateOnly aujourdHui)
    {
        if (corps.Length > Limites.CorpsMax)
        {
            return Refus(Regle.Taille);
        }

        // The parser does not look inside strings: bytes that are no text would only come to light when one is read.
        if (!Utf8.IsValid(corps.Span))
        {
            return Refus(Regle.Json);
        }

        try
        {
            using var document = JsonDocument.Parse(SansMarque(corps));
            return Lire(part, document.RootElement, corps, aujourdHui);
        }
        catch (JsonException)
        {
            return Refus(Regle.Json);
        }
    }

    /// <summary>Reads one record or enveloped message that is already parsed.</summary>
    /// <param name="part">The stream it came by.</param>
    /// <param name="racine">The parsed message.</param>
    /// <param name="corps">Its bytes.</param>
    /// <param name="aujourdHui">The day in Europe/Paris.</param>
    public static Recu Lire(Part part, JsonElement racine, ReadOnlyMemory<byte> corps, DateOnly aujourdHui)
    {
        try
        {
            return LireEnregistrement(part, racine, corps, aujourdHui);
        }
        catch (InvalidOperationException)
        {
            // The name of a member holds half of a surrogate pair: to the parser that is JSON, but it throws when names are compared.
            return Refus(Regle.Json);
        }
    }

    /// <summary>The stream to which a message belongs, as far as the members that only one of the two records has tell; null: they do not.</summary>
    /// <param name="corps">Its bytes.</param>
    public static Part? Flux(ReadOnlyMemory<byte> corps)
    {
        try
        {
            using var document = JsonDocument.Parse(SansMarque(corps));
            return Deballer(document.RootElement).Enregistrement is not { ValueKind: JsonValueKind.Object } enregistrement ? null
                : (MembresRo.Any(m => enregistrement.TryGetProperty(m, out _)), MembresComplementaires.Any(m => enregistrement.TryGetProperty(m, out _))) switch
                {
                    (true, false) => Part.Ro,
                    (false, true) => Part.Complementaire,
                    _ => null,
                };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The source that a refused message names; null: it names none. For figures only.</summary>
    /// <param name="corps">Its bytes.</param>
    public static string? Source(ReadOnlyMemory<byte> corps)
    {
        try
        {
            using var document = JsonDocument.Parse(SansMarque(corps));
            return Deballer(document.RootElement).Enregistrement is { ValueKind: JsonValueKind.Object } enregistrement
                && enregistrement.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.String
                ? source.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Recu LireEnregistrement(Part part, JsonElement racine, ReadOnlyMemory<byte> corps, DateOnly aujourdHui)
    {
        var (element, deMassTransit) = Deballer(racine);
        if (element is not { } enregistrement)
        {
            return Refus(Regle.Enveloppe);
        }

        var (paiement, rejets) = part == Part.Ro
            ? LecturePaiement.Ro(enregistrement, aujourdHui, deMassTransit)
            : LecturePaiement.Complementaire(enregistrement, aujourdHui, deMassTransit);
        if (paiement is null)
        {
            return new(null, rejets);
        }

        var ligne = Correspondance.Ligne(paiement);
        return new(new(ligne, Empreinte.De(ligne), paiement.EvenementId, Contenus.EnOctets(paiement), corps), []);
    }

    private static Recu Refus(string regle) => new(null, [Regle.Refuse(regle, "")]);

    private static (JsonElement? Enregistrement, bool DeMassTransit) Deballer(JsonElement racine)
    {
        // A record may have members that we do not know, even ones that an envelope has.
        if (racine.ValueKind != JsonValueKind.Object || racine.TryGetProperty("ligne", out _))
        {
            return (racine, false);
        }

        if (racine.TryGetProperty("specversion", out _))
        {
            return (Objet(racine, "data"), false);
        }

        return racine.TryGetProperty("messageType", out _) ? (Objet(racine, "message"), true) : (racine, false);
    }

    private static JsonElement? Objet(JsonElement racine, string membre) =>
        racine.TryGetProperty(membre, out var objet) && objet.ValueKind == JsonValueKind.Object ? objet : null;

    // Some producers begin UTF-8 with a byte order mark, which JSON does not allow.
    private static ReadOnlyMemory<byte> SansMarque(ReadOnlyMemory<byte> corps) =>
        corps.Span.StartsWith(Encoding.UTF8.Preamble) ? corps[Encoding.UTF8.Preamble.Length..] : corps;
}
