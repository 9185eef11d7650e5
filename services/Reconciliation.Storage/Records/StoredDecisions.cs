using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The JSON in which décisions are kept: the kind, then the members of that kind.</summary>
public static class StoredDecisions
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
            new SetConverter<LigneId>(),
            new SetConverter<(LigneId Ligne, int Revision)>(),
        },
        IncludeFields = true,
    };

    public static string Write(Decision decision) => JsonSerializer.Serialize(
        new StoredDecisionEnvelope(decision.GetType().Name, JsonSerializer.SerializeToElement(decision, decision.GetType(), Options)), Options);

    /// <summary>Reads a décision.</summary>
    /// <param name="content">The JSON.</param>
    /// <param name="beneficiaire">The beneficiary with whom it is kept: décisions that were stored before say of lines only their
    /// names.</param>
    public static Decision Read(string content, string beneficiaire)
    {
        var (kind, decision) = JsonSerializer.Deserialize<StoredDecisionEnvelope>(content, Options)!;
        Decision? read = kind switch
        {
            nameof(Lier) => decision.Deserialize<Lier>(Options),
            nameof(Delier) => decision.Deserialize<Delier>(Options),
            nameof(AccepterEcart) => decision.Deserialize<AccepterEcart>(Options),
            nameof(Rouvrir) => decision.Deserialize<Rouvrir>(Options),
            nameof(Annoter) => decision.Deserialize<Annoter>(Options),
            _ => null,
        };
        return read switch
        {
            null => throw new InvalidDataException("A stored décision is of no known kind."),
            Lier tie => tie with { Lignes = Of(tie.Lignes) },
            Delier delier => delier with { Lignes = Of(delier.Lignes) },
            AccepterEcart accept => accept with { Lignes = accept.Lignes.Select(l => (Complete(l.Ligne), l.Revision)).ToHashSet() },
            _ => read,
        };

        HashSet<LigneId> Of(IEnumerable<LigneId> lignes) => [.. lignes.Select(Complete)];

        LigneId Complete(LigneId id) => id with { Beneficiaire = id.Beneficiaire ?? beneficiaire };
    }

    // The serializer writes a read-only set, but does not know which class to read one into.
    private sealed class SetConverter<T> : JsonConverter<IReadOnlySet<T>>
    {
        public override IReadOnlySet<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<HashSet<T>>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.AsEnumerable(), options);
    }

    private sealed record StoredDecisionEnvelope(string Genre, JsonElement Decision);
}
