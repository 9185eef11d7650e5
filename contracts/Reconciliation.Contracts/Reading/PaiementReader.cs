using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Reconciliation.Contracts;

/// <summary>The result of reading a record: the record, or the reasons for which it is refused.</summary>
/// <param name="Paiement">The record; null if it is refused.</param>
/// <param name="Rejets">Every fault found, in the order of the contract; empty if the record is accepted.</param>
public readonly record struct PaiementReading(PaiementEmis? Paiement, IReadOnlyList<Rejet> Rejets);

/// <summary>
/// Reads a payment record from JSON and applies every rule of <see cref="Regle"/>. It never throws on bad input and never
/// repeats a value. Unknown members are ignored.
/// </summary>
public static class PaiementReader
{
    private const string LibelleMember = "libelle";

    /// <summary>Reads a <see cref="PaiementRoEmis"/>.</summary>
    /// <param name="root">The record.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    /// <param name="fromMassTransit">Whether MassTransit's serializer wrote the record: it writes decimals as strings, and a producer's
    /// own enumerations as their C# names. Their numbers are refused: they depend on the order in which the producer lists them.</param>
    public static PaiementReading Ro(JsonElement root, DateOnly today, bool fromMassTransit = false) =>
        Read(root, today, fromMassTransit, ReadRo);

    /// <summary>Reads a <see cref="PaiementComplementaireEmis"/>.</summary>
    /// <param name="root">The record.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    /// <param name="fromMassTransit">Whether MassTransit's serializer wrote the record.</param>
    public static PaiementReading Complementaire(JsonElement root, DateOnly today, bool fromMassTransit = false) =>
        Read(root, today, fromMassTransit, ReadComplementaire);

    /// <summary>
    /// Reads a record of a stream that an installation registers besides the two of the contract: it keeps the rules of every record, then
    /// its own.
    /// </summary>
    /// <typeparam name="T">The type of its records.</typeparam>
    /// <param name="root">The record.</param>
    /// <param name="today">The day in Europe/Paris.</param>
    /// <param name="fromMassTransit">Whether MassTransit's serializer wrote the record.</param>
    /// <param name="type">The JSON type that reads the record once the common rules are kept.</param>
    /// <param name="regles">Its own rules: the faults of a record; null: it has none.</param>
    public static PaiementReading Autre<T>(
        JsonElement root, DateOnly today, bool fromMassTransit, JsonTypeInfo<T> type, Func<T, IEnumerable<Rejet>>? regles = null)
        where T : PaiementEmis
    {
        var (common, rejets) = Read(root, today, fromMassTransit, ReadCommon);
        if (common is not CommonPaiement read)
        {
            return new(null, rejets);
        }

        if (read.WithOwnOf(root) is not { } record)
        {
            return new(null, [Regle.Refuse(Regle.Json, "")]);
        }

        try
        {
            var paiement = JsonSerializer.Deserialize(record, type)!;
            IReadOnlyList<Rejet> faults = [.. regles?.Invoke(paiement) ?? [], .. Nirs(JsonSerializer.SerializeToElement(paiement, type))];
            return new(faults.Count == 0 ? paiement : null, faults);
        }
        catch (JsonException e)
        {
            // Where members of the record are not there, the path is that of the record.
            return new(null, e.Path is { Length: > 2 } wrong
                ? [Regle.Refuse(Regle.TypeJson, Name(wrong[2..]))]
                : [.. Missing(record, type).DefaultIfEmpty("").Select(member => Regle.Refuse(Regle.Requis, member))]);
        }
    }

    private static IEnumerable<string> Missing(string record, JsonTypeInfo type)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        return [.. type.Properties.Where(p => p.IsRequired && !root.EnumerateObject().Any(m => string.Equals(
            m.Name, p.Name, type.Options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)))
            .Select(p => p.Name)];
    }

    // No value that is kept of a record holds a NIR, at whatever depth, however the names of its members were written; names are texts too.
    private static IEnumerable<Rejet> Nirs(JsonElement kept) => kept.EnumerateObject()
        .Where(m => m.Name != LibelleMember && HoldsNir(m))
        .Select(m => Regle.Refuse(Regle.NirInterdit, Name(m.Name)));

    private static bool HoldsNir(JsonProperty member) => HoldsNir(member.Name) || HoldsNir(member.Value);

    private static bool HoldsNir(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => HoldsNir(value.GetString()!),
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsNir),
        JsonValueKind.Object => value.EnumerateObject().Any(HoldsNir),
        JsonValueKind.Number => HoldsNir(value.GetRawText()) || (value.TryGetDecimal(out var number)
            && decimal.IsInteger(number) && HoldsNir(number.ToString("0", CultureInfo.InvariantCulture))),
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False => false,
    };

    private static bool HoldsNir(string text) => Nir.EstPresent(text, aussiSansCle: false);

    // Of a table the names of its members come from whoever sends it.
    private static string Name(string member) => Nir.Redact(member, aussiSansCle: true);

    private static PaiementReading Read(
        JsonElement root, DateOnly today, bool fromMassTransit, Func<MemberReader, DateOnly, PaiementEmis?> read)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new(null, [Regle.Refuse(Regle.Objet, "")]);
        }

        try
        {
            var members = new MemberReader(root, fromMassTransit);
            var paiement = read(members, today);
            return members.Rejections.Count == 0 ? new(paiement, []) : new(null, members.Rejections);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in the name of a member, written as an escape, is valid JSON but no text: looking for any
            // other member throws on it.
            return new(null, [Regle.Refuse(Regle.Json, "")]);
        }
    }

    private static CommonPaiement ReadCommon(MemberReader m, DateOnly today)
    {
        var nature = m.EnumerationOrNull<Nature>("nature");
        return new()
        {
            EvenementId = m.Identifier("evenementId"),
            Source = m.Identifier("source"),
            Ligne = m.Reference("ligne")!,
            Revision = m.Revision("revision"),
            Nature = nature ?? default,
            LigneOrigine = m.Reference("ligneOrigine", required: false),
            AdherentId = m.PersonIdentifier("adherentId"),
            BeneficiaireId = m.PersonIdentifier("beneficiaireId"),
            DateSoin = m.DateSoin("dateSoin", today),
            ProfessionnelId = m.Identifier("professionnelId"),
            CodeActe = m.Identifier("codeActe"),
            Libelle = m.Libelle(LibelleMember),
            Depense = m.Montant("depense") ?? 0,
            Montant = m.MontantSigne("montant", nature),
            Destinataire = m.Enumeration<Destinataire>("destinataire"),
            Canal = m.Enumeration<Canal>("canal"),
            TransmisLe = m.TransmisLe("transmisLe", today),
            PayeLe = m.PayeLe("payeLe", today),
            Virement = m.Identifier("virement"),
            ReferenceSoin = m.IdentifierOrNull("referenceSoin"),
            Releve = m.Enumeration<Releve>("releve", Releve.Ameli),
        };
    }

    private static PaiementRoEmis ReadRo(MemberReader m, DateOnly today)
    {
        var nature = m.EnumerationOrNull<Nature>("nature");
        var paiement = nature == Nature.Paiement;
        return new()
        {
            EvenementId = m.Identifier("evenementId"),
            Source = m.Identifier("source"),
            Ligne = m.Reference("ligne")!,
            Revision = m.Revision("revision"),
            Nature = nature ?? default,
            LigneOrigine = m.Reference("ligneOrigine", required: false),
            AdherentId = m.PersonIdentifier("adherentId"),
            BeneficiaireId = m.PersonIdentifier("beneficiaireId"),
            DateSoin = m.DateSoin("dateSoin", today),
            ProfessionnelId = m.Identifier("professionnelId"),
            CodeActe = m.Identifier("codeActe"),
            Libelle = m.Libelle("libelle"),
            Depense = m.Montant("depense") ?? 0,
            Base = m.Montant("base", paiement),
            Taux = m.Taux("taux", paiement),
            Montant = m.MontantSigne("montant", nature),
            Destinataire = m.Enumeration<Destinataire>("destinataire"),
            Canal = m.Enumeration<Canal>("canal"),
            TransmisLe = m.TransmisLe("transmisLe", today),
            PayeLe = m.PayeLe("payeLe", today),
            Virement = m.Identifier("virement"),
            Complementaire = m.Enumeration<Complementaire>("complementaire"),
            ReferenceSoin = m.IdentifierOrNull("referenceSoin"),
            Releve = m.Enumeration<Releve>("releve", Releve.Ameli),
        };
    }

    private static PaiementComplementaireEmis ReadComplementaire(MemberReader m, DateOnly today)
    {
        var nature = m.EnumerationOrNull<Nature>("nature");
        return new()
        {
            EvenementId = m.Identifier("evenementId"),
            Source = m.Identifier("source"),
            Ligne = m.Reference("ligne")!,
            Revision = m.Revision("revision"),
            Nature = nature ?? default,
            LigneOrigine = m.Reference("ligneOrigine", required: false),
            AdherentId = m.PersonIdentifier("adherentId"),
            BeneficiaireId = m.PersonIdentifier("beneficiaireId"),
            DateSoin = m.DateSoin("dateSoin", today),
            ProfessionnelId = m.Identifier("professionnelId"),
            CodeActe = m.Identifier("codeActe"),
            Libelle = m.Libelle("libelle"),
            Depense = m.Montant("depense") ?? 0,
            Montant = m.MontantSigne("montant", nature),
            Destinataire = m.Enumeration<Destinataire>("destinataire"),
            Canal = m.Enumeration<Canal>("canal"),
            TransmisLe = m.TransmisLe("transmisLe", today),
            PayeLe = m.PayeLe("payeLe", today),
            Virement = m.Identifier("virement"),
            ReferenceSoin = m.IdentifierOrNull("referenceSoin"),
            Releve = m.Enumeration<Releve>("releve", Releve.Ameli),
            Contrat = m.Identifier("contrat"),
            RegimeObligatoire = m.Enumeration<RegimeObligatoire>("regimeObligatoire"),
            MontantRoDeclare = m.Montant("montantRoDeclare", required: false),
            ReferenceRo = m.Reference("referenceRo", required: false),
        };
    }
}
