using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>How the records of a part are read: from the wire, and back from where they are stored.</summary>
/// <param name="Part">The part.</param>
/// <param name="Record">The type of its records.</param>
/// <param name="OwnMembers">
/// Members that only its records have: they tell to which part a record belongs that does not come by a queue.
/// </param>
/// <param name="Read">Reads a record and applies every rule of the contract.</param>
/// <param name="Restore">Reads back what was stored.</param>
/// <param name="Store">Writes what is stored.</param>
public sealed record PaymentFormat(
    Part Part,
    Type Record,
    IReadOnlyList<string> OwnMembers,
    Func<JsonElement, DateOnly, bool, Lecture> Read,
    PaymentFormat.Restoring Restore,
    Func<PaiementEmis, byte[]> Store)
{
    /// <summary>Reads back what was stored.</summary>
    /// <param name="content">The JSON in UTF-8.</param>
    public delegate PaiementEmis Restoring(ReadOnlySpan<byte> content);
}

/// <summary>The records of each part, as data: the second half of <see cref="PartCatalogue"/>, for what the domain does not know.</summary>
public static class PaymentFormats
{
    /// <summary>All formats, in the order of the parts' numbers.</summary>
    public static IReadOnlyList<PaymentFormat> All { get; } =
    [
        Format(Part.Ro, ["base", "taux", "complementaire"], PaiementReader.Ro, ContratsJson.Lisible.PaiementRoEmis),
        Format(
            Part.Complementaire,
            ["contrat", "regimeObligatoire", "montantRoDeclare", "referenceRo"],
            PaiementReader.Complementaire,
            ContratsJson.Lisible.PaiementComplementaireEmis),
    ];

    /// <summary>The format of a part's records.</summary>
    /// <param name="part">The part.</param>
    public static PaymentFormat Of(Part part) => All[(int)part];

    /// <summary>The format of a record.</summary>
    /// <param name="paiement">The record.</param>
    public static PaymentFormat Of(PaiementEmis paiement)
    {
        var type = paiement.GetType();
        return All.FirstOrDefault(f => f.Record == type) ?? throw new ArgumentException("No part has such records.", nameof(paiement));
    }

    /// <summary>The only part whose own members a record has; null: it has those of none, or of several.</summary>
    /// <param name="record">The record, an object.</param>
    public static Part? PartOf(JsonElement record)
    {
        Part? found = null;
        foreach (var format in All)
        {
            if (format.OwnMembers.Any(m => record.TryGetProperty(m, out _)))
            {
                if (found is not null)
                {
                    return null;
                }

                found = format.Part;
            }
        }

        return found;
    }

    private static PaymentFormat Format<T>(
        Part part, IReadOnlyList<string> ownMembers, Func<JsonElement, DateOnly, bool, Lecture> read, JsonTypeInfo<T> type)
        where T : PaiementEmis => new(
        part,
        typeof(T),
        ownMembers,
        read,
        content => JsonSerializer.Deserialize(content, type)!,
        paiement => JsonSerializer.SerializeToUtf8Bytes((T)paiement, type));
}
