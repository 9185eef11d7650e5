using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>The JSON in which décisions are kept: the kind, then the members of that kind.</summary>
public static class Decisions
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
            new EnsembleConverter<LigneId>(),
            new EnsembleConverter<(LigneId Ligne, int Revision)>(),
        },
        IncludeFields = true,
    };

    public static string Ecrire(Decision decision) => JsonSerializer.Serialize(
        new Enveloppe(decision.GetType().Name, JsonSerializer.SerializeToElement(decision, decision.GetType(), Options)), Options);

    public static Decision Lire(string contenu)
    {
        var (genre, decision) = JsonSerializer.Deserialize<Enveloppe>(contenu, Options)!;
        Decision? lue = genre switch
        {
            nameof(Lier) => decision.Deserialize<Lier>(Options),
            nameof(Delier) => decision.Deserialize<Delier>(Options),
            nameof(AccepterEcart) => decision.Deserialize<AccepterEcart>(Options),
            nameof(Rouvrir) => decision.Deserialize<Rouvrir>(Options),
            nameof(Annoter) => decision.Deserialize<Annoter>(Options),
            _ => null,
        };
        return lue ?? throw new InvalidDataException("A stored décision is of no known kind.");
    }

    // The serializer writes a read-only set, but does not know which class to read one into.
    private sealed class EnsembleConverter<T> : JsonConverter<IReadOnlySet<T>>
    {
        public override IReadOnlySet<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<HashSet<T>>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.AsEnumerable(), options);
    }

    private sealed record Enveloppe(string Genre, JsonElement Decision);
}
