using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Storage;

/// <summary>The JSON in which lines and views are kept.</summary>
public static class StoredJson
{
    /// <summary>A record of one of the two parts of the product, as it is kept.</summary>
    /// <param name="paiement">The record.</param>
    public static string Write(PaiementEmis paiement) => Encoding.UTF8.GetString(PaymentStreams.Product.Of(paiement).Store(paiement));

    public static string Write(Contracts.Vue vue) => JsonSerializer.Serialize(vue, ContratsJson.Lisible.Vue);

    public static byte[] ToBytes(Contracts.Vue vue) => JsonSerializer.SerializeToUtf8Bytes(vue, ContratsJson.Lisible.Vue);

    /// <exception cref="JsonException">It cannot be read.</exception>
    public static Contracts.Vue ReadVue(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize(content, ContratsJson.Lisible.Vue) ?? throw new JsonException("A stored view is null.");

    /// <exception cref="JsonException">It cannot be read.</exception>
    public static Contracts.Vue ReadVue(string content) =>
        JsonSerializer.Deserialize(content, ContratsJson.Lisible.Vue) ?? throw new JsonException("A stored view is null.");
}
