"""What models may use: an execution role, a registry, a bucket and a network. The platform team runs this stack.

Its outputs name all that models may use. Stacks of models take it from there, and
`sagemaker-policy config from-stack` makes the rules of it that hold them to it.

    pulumi config set aws:region eu-west-1
    pulumi config set --path 'zones[0]' eu-west-1a
    pulumi config set --path 'zones[1]' eu-west-1b
"""

import json

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
region = pulumi.Config("aws").require("region")
zones = config.get_object("zones", [f"{region}a", f"{region}b"])

# The registry. A tag that is pushed never changes, so that a model's image never does.
registry = aws.ecr.Repository(
    "models", name="ml/models", image_tag_mutability="IMMUTABLE", encryption_configurations=[{"encryption_type": "KMS"}]
)

# The artefacts, encrypted by a key of their own.
key = aws.kms.Key("artefacts", description="Artefacts of models", enable_key_rotation=True)
bucket = aws.s3.Bucket("artefacts", bucket=config.get("bucket"))
aws.s3.BucketServerSideEncryptionConfiguration(
    "artefacts",
    bucket=bucket.id,
    rules=[
        {
            "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key.arn},
            "bucket_key_enabled": True,
        }
    ],
)
aws.s3.BucketPublicAccessBlock(
    "artefacts",
    bucket=bucket.id,
    block_public_acls=True,
    block_public_policy=True,
    ignore_public_acls=True,
    restrict_public_buckets=True,
)

# The network: private subnets in two zones, no way to the internet, and endpoints for what SageMaker fetches.
vpc = aws.ec2.Vpc("models", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, enable_dns_support=True)
subnets = [
    aws.ec2.Subnet(f"models-{number}", vpc_id=vpc.id, cidr_block=f"10.0.{number}.0/24", availability_zone=zone)
    for number, zone in enumerate(zones)
]
routes = aws.ec2.RouteTable("models", vpc_id=vpc.id)
for number, subnet in enumerate(subnets):
    aws.ec2.RouteTableAssociation(f"models-{number}", route_table_id=routes.id, subnet_id=subnet.id)
group = aws.ec2.SecurityGroup(
    "models",
    vpc_id=vpc.id,
    description="Containers of models, and the endpoints that they use",
    ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "self": True}],
    egress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [vpc.cidr_block]}],
)
aws.ec2.VpcEndpoint(
    "s3",
    vpc_id=vpc.id,
    service_name=f"com.amazonaws.{region}.s3",
    vpc_endpoint_type="Gateway",
    route_table_ids=[routes.id],
)
for service in ("ecr.api", "ecr.dkr"):
    aws.ec2.VpcEndpoint(
        service.replace(".", "-"),
        vpc_id=vpc.id,
        service_name=f"com.amazonaws.{region}.{service}",
        vpc_endpoint_type="Interface",
        private_dns_enabled=True,
        subnet_ids=[subnet.id for subnet in subnets],
        security_group_ids=[group.id],
    )

# The execution role: it may fetch artefacts and images, join the network and write logs, and nothing else.
role = aws.iam.Role(
    "inference",
    path="/sagemaker/",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sagemaker.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    ),
)


def allow(actions: list[str], resources: list[str]) -> dict[str, object]:
    """Return a statement of IAM."""
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def permissions(arns: dict[str, str]) -> str:
    """Return what the execution role may do."""
    pull = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
    statements = [
        allow(["s3:GetObject"], [f"{arns['bucket']}/*"]),
        allow(["s3:ListBucket"], [arns["bucket"]]),
        allow(["kms:Decrypt"], [arns["key"]]),
        allow(pull, [arns["registry"]]),
        # These know no resources.
        allow(["ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"], ["*"]),
        allow(["ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"], ["*"]),
        allow(["ec2:DescribeNetworkInterfaces", "ec2:DescribeDhcpOptions"], ["*"]),
        allow(["ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission"], ["*"]),
        allow(["ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission"], ["*"]),
        allow(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            ["arn:aws:logs:*:*:log-group:/aws/sagemaker/Endpoints/*"],
        ),
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


aws.iam.RolePolicy(
    "inference",
    role=role.id,
    policy=pulumi.Output.all(bucket=bucket.arn, key=key.arn, registry=registry.arn).apply(permissions),
)

# What stacks of models take.
pulumi.export("execution_role_arn", role.arn)
pulumi.export("repository_url", registry.repository_url)
pulumi.export("bucket", bucket.bucket)
pulumi.export("subnet_ids", [subnet.id for subnet in subnets])
pulumi.export("security_group_ids", [group.id])

# What models may use, as `sagemaker-policy config from-stack` reads it.
pulumi.export("model_roles", [role.arn])
pulumi.export("model_registries", [registry.repository_url])
pulumi.export("model_buckets", [bucket.bucket])
pulumi.export("model_subnets", [subnet.id for subnet in subnets])
pulumi.export("model_security_groups", [group.id])
pulumi.export("model_regions", [region])
pulumi.export("model_tags", {"team": ["*"], "env": ["dev", "test", "prod"]})
pulumi.export("model_required_tags", ["team"])
