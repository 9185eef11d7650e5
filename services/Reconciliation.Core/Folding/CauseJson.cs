using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciliation.Contracts;

namespace Reconciliation.Core;

/// <summary>How the journal keeps what caused a version.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CauseDeVersion))]
internal sealed partial class CauseJson : JsonSerializerContext;
